export { type McpOptions, type McpServer, serveMcp } from './server.js';
export { stdioTransport } from './stdio/transport.js';
