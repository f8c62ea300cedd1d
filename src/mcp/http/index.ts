export { type Alone, serveAlone } from './alone.js';
export { isRevision, revisionFrom, takesBatches } from './messages.js';
export { type Posted, readPosted } from './posted.js';
export { type HttpSession, openHttpSession } from './session.js';
export type { Exchange, HttpTransport } from './transport.js';
