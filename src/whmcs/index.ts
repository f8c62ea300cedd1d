/** The one and only way this process talks to WHMCS. */
export { apiUrl } from './address.js';
export { type Call, type Clear, Clearance, type ClearRead, type KindOf } from './clearance.js';
export type { Reply, SendOptions } from './client.js';
export { type FaultCode, type FaultKind, WhmcsFault } from './fault.js';
export { encodeForm, type Param, ParamFault, type Params } from './form/form.js';
export {
  csv,
  indexed,
  type JsonValue,
  json64,
  numbered,
  type PhpValue,
  parallel,
  serialized,
} from './form/params.js';
export { type OpenWhmcs, openWhmcs, type Whmcs } from './open.js';
export { classifyReply } from './replies/reply.js';
export { listOf, unflatten, zeroDates } from './replies/reply-values.js';
export type {
  Credentials,
  Deadlines,
  Level,
  Secretive,
  SendWatch,
  WhmcsPorts,
  WhmcsSettings,
} from './settings.js';
export { abortSignalOf, type StopSignal } from './transport/stop-signal.js';
