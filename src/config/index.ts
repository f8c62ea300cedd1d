export { addressProblem } from './address.js';
export {
  type Config,
  type ConfigProblem,
  channelsOf,
  readConfig,
  secretsOf,
  wrongSwitches,
} from './config.js';
export { gatherSettings } from './env-file.js';
export type { InstallSettings } from './install-settings.js';
export { Refused } from './setting.js';
export { SETTINGS } from './settings.js';
export type { TraceSettings } from './telemetry.js';
