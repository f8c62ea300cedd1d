export { type Config, type ConfigProblem, channelsOf, readConfig, secretsOf } from './config.js';
export { readEnvFile } from './env-file.js';
export { SETTINGS } from './settings.js';
