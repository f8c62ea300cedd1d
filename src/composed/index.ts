export { type CallsPorts, createCalls, NoAnswer } from './calls.js';
