export type { Console, ConsoleOptions, LimitStanding } from './console.js';
