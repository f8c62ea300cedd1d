export { buildSeveral, type Install } from './build.js';
export { type InstallsRead, readInstalls } from './file.js';
