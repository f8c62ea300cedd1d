export {
  type Config,
  type ConfigProblem,
  channelsOf,
  readConfig,
  secretsOf,
  wrongSwitches,
} from './config.js';
export { gatherSettings } from './env-file.js';
export { SETTINGS } from './settings.js';
export type { TraceSettings } from './telemetry.js';
