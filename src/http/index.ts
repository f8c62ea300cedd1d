export { addressSet } from './addresses.js';
export { type Gate, guardedGate, openGate } from './gate.js';
export { type HttpDeadlines, type Listener, type ListenerOptions, listen } from './listener.js';
export { McpEndpoint, type McpRoute, type McpRouteOptions } from './mcp-route.js';
export { namesOf, type Reach, reachProblems } from './reach.js';
export type { Asked, Route } from './routes.js';
export type { SessionBounds } from './sessions.js';
