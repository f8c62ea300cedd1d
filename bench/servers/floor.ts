import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { asText, post } from './backend.js';

// The least that a server on this SDK can be: two tools, and each call one request to the backend.

const integer = { type: 'integer' } as const;

const TOOLS = [
  {
    name: 'whmcs_get_clients',
    action: 'GetClients',
    description: 'List clients.',
    inputSchema: { type: 'object', properties: { limitstart: integer, limitnum: integer } },
  },
  {
    name: 'whmcs_log_activity',
    action: 'LogActivity',
    description: 'Write a line into the activity log.',
    inputSchema: { type: 'object', properties: { description: { type: 'string' } } },
  },
];

const server = new Server({ name: 'floor', version: '1.0.0' }, { capabilities: { tools: {} } });
server.setRequestHandler(ListToolsRequestSchema, () => ({
  tools: TOOLS.map(({ action: _action, ...listed }) => listed),
}));
server.setRequestHandler(CallToolRequestSchema, async ({ params }) => {
  const tool = TOOLS.find(({ name }) => name === params.name);
  if (tool === undefined) throw new Error(`There is no tool ${params.name}.`);
  const args = Object.entries(params.arguments ?? {}).map(([name, value]) => [name, String(value)]);
  return asText(await post(tool.action, Object.fromEntries(args)));
});
await server.connect(new StdioServerTransport());
