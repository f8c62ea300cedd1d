export { type McpOptions, type McpServer, serveMcp, stdioTransport } from './server.js';
