export { AREAS } from '../terms.js';
export { numbered, type Params, serialized } from '../whmcs/index.js';
export type { ActionParameter, DeclaredAction } from './actions/declared.js';
export { whyNever } from './actions/never.js';
export { isOlder, type VersionGate, versionGates } from './actions/versions.js';
export { type Arg, emptiedBy, filledIn, type Installation, line, may, need, secret, unsent } from './args.js';
export {
  type Catalog,
  type Composed,
  type Composing,
  compileCatalog,
  type PublishedSchemas,
  type Tool,
} from './compile/compile.js';
export type {
  Act,
  Answered,
  Calls,
  Compose,
  Handed,
  HandOver,
  ListOptions,
  Meets,
  Refused,
  Rows,
} from './composed/calls.js';
export { argumentsOfCall, callsOf, SECRET_ARGUMENTS } from './composed/inner-arguments.js';
export { type ComposedRow, composed, type HandingRow, handsOver } from './composed/row.js';
export { DATE_FORMATS, type DateFormat, localDay, type Timing, timingOf, wallClock } from './dates.js';
export {
  type CallEffects,
  type EffectOf,
  type EffectRule,
  effectsRead,
  effectsTold,
  type MoneyRule,
  type ReadCall,
  type Stake,
  type Told,
  whereArgs,
  whereGiven,
  whereRecord,
} from './effects.js';
export { anyOtherIsOpen, type Errors, type Proof } from './errors.js';
export {
  idOf,
  type ListPart,
  listAt,
  Misshapen,
  ownWordsOf,
  partOf,
  pictureOf,
  replyOf,
  type ShownPicture,
  sameText,
  withOwnWords,
  withPicture,
} from './project.js';
export {
  kindOf,
  type ReadAction,
  type RiskLevel,
  riskClassOf,
  riskClassOf as classOfAction,
} from './risk.js';
export {
  type Area,
  area,
  BUSINESS,
  CATALOGUE,
  type Conflict,
  type ConflictRule,
  catalogueWithout,
  NAMED,
  type NamedRow,
  type Naming,
  named,
  type RarelyChanges,
  RECORD_KINDS,
  type RecordKind,
  type Refusal,
  type Row,
  read,
  rowsNaming,
  type Sample,
  type Subject,
  THE_RECORD,
  type Toolset,
  Unconfigured,
  type Whose,
  write,
} from './row.js';
export { atMostOne, eachOnce, exactlyOne, goesWith, type Rule, refuse } from './rules.js';
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
export type {
  Addition,
  Body,
  CallOf,
  Finding,
  Moment,
  Precheck,
  ReadBack,
  SecondRead,
  SideRead,
  Undo,
  Values,
} from './side-read.js';
export { isDamaged } from './side-read.js';
export {
  ABSENT,
  type Ask,
  type Detail,
  type MailAbout,
  type Reach,
  type ReachCall,
  type Reached,
  type Reads,
  type Recipient,
  type Scene,
  type Sketch,
  type TicketReach,
  type View,
  type Wanted,
} from './view.js';
