export { createConsole } from './console.js';
export type { Console, ConsoleOptions } from './options.js';
export { requestHandler, type Served, type ServeOptions, serveConsole } from './serve.js';
