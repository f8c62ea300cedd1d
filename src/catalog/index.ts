export { decoded } from '../entities.js';
export { numbered, type Params, serialized } from '../whmcs/index.js';
export { type Arg, amount, filledIn, type Installation, line, local, may, need, secret } from './args.js';
export { type Catalog, compileCatalog, type Tool } from './compile.js';
export { DATE_FORMATS, type DateFormat, type Timing, timingOf, wallClock } from './dates.js';
export { idOf } from './ids.js';
export { listAt, Misshapen, project } from './project.js';
export { kindOf, type ReadAction, type RiskLevel } from './risk.js';
export {
  type Addition,
  type Area,
  area,
  type Body,
  type CallOf,
  type Finding,
  type Moment,
  type MoneyAt,
  type Precheck,
  RECORD_KINDS,
  type ReadBack,
  type RecordKind,
  type Row,
  type SideRead,
  TOOLSETS,
  type Toolset,
  Unconfigured,
  type Undo,
  type Values,
} from './row.js';
export { atLeastOne, atMostOne, exactlyOne, goesWith, refuse, someChange } from './rules.js';
export {
  confirmation,
  type ListShape,
  type Nested,
  paged,
  type RecordShape,
  type ResultShape,
  record,
  whole,
} from './shape.js';
export { sameText } from './text.js';
export {
  ABSENT,
  type Ask,
  type Detail,
  type Reads,
  type Scene,
  type Sketch,
  type View,
  type Wanted,
} from './view.js';
