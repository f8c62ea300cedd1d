export type { Console, ConsoleOptions } from './console.js';
export { createConsole } from './pages.js';
export { type Served, type ServeOptions, serveConsole } from './serve.js';
