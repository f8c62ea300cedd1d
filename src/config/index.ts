export { addressProblem } from './address.js';
export {
  type Config,
  channelsOf,
  readConfig,
  secretsOf,
} from './config.js';
export { gatherSettings, type SettingsAsked } from './files/env-file.js';
export { lastUsed, rememberUsed } from './files/last-used.js';
export type { InstallSettings } from './install-settings.js';
export { type ConfigProblem, wrongSwitches } from './misspelt.js';
export { Secret } from './secret.js';
export { Refused } from './setting.js';
export { SETTINGS } from './settings.js';
export type { TraceSettings } from './telemetry.js';
