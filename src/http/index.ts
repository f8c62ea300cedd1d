export { addressSet } from './door/addresses.js';
export { consoleReachProblems, isLocalConsole } from './door/console-reach.js';
export { namesOf, type Reach, reachProblems } from './door/reach.js';
export { type HttpDeadlines, type Listener, type ListenerOptions, listen } from './listener.js';
export { McpEndpoint, type McpRoute, type McpRouteOptions } from './mcp/endpoint.js';
export { type Gate, guardedGate, openGate } from './mcp/gate.js';
export type { SessionBounds } from './mcp/sessions.js';
export { protectedResourceRoutes } from './protected-resource.js';
export type { Asked, Route } from './routes.js';
