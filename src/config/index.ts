export { type Config, type ConfigProblem, channelsOf, readConfig, secretsOf } from './config.js';
export { readEnvFile } from './env-file.js';
export { Secret } from './secret.js';
export { SETTINGS } from './settings.js';
