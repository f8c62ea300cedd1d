/** Looks at everything that whmcs-mcp needs, and says what is wrong and how it is mended. Changes nothing. */
export { type CheckOptions, checkAll, type Everything, type Install } from './check-all.js';
export { CHECKS } from './checks.js';
export {
  type ConnectionPorts,
  type ConnectionSettings,
  checkConnection,
} from './connection/check-connection.js';
export { withProxies } from './connection/proxies.js';
export type { Finding } from './finding.js';
export type { OwnChannels } from './own/reached.js';
export { byGroup, type Needs, neededActions, roleChecklist } from './role/needs.js';
