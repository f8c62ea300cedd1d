export { type Frame, readFrame } from '../stdio/frames.js';
export { isRequest, isRevision } from './messages.js';
export { type HttpSession, openHttpSession } from './session.js';
export type { Exchange, HttpTransport } from './transport.js';
