export { numbered, serialized } from '../whmcs/index.js';
export { type Arg, amount, filledIn, type Installation, line, local, may, need, secret } from './args.js';
export { type Catalog, compileCatalog, type Tool } from './compile.js';
export { DATE_FORMATS, type DateFormat, wallClock } from './dates.js';
export { listAt, Misshapen, project } from './project.js';
export { RISK_CLASSES, type RiskClass, type RiskLevel } from './risk.js';
export {
  type Addition,
  type Area,
  area,
  type Body,
  EFFECT_KINDS,
  type Effect,
  type MoneyAt,
  type Precheck,
  RECORD_KINDS,
  type RecordKind,
  type Row,
  TOOLSETS,
  type Toolset,
  Unconfigured,
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
