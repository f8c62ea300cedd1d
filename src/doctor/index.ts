/** Looks at everything that whmcs-mcp needs, and says what is wrong and how it is mended. Changes nothing. */
export {
  type ConnectionPorts,
  type ConnectionSettings,
  checkConnection,
} from './connection/check-connection.js';
export type { Finding, FindingStatus } from './finding.js';
