import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { z } from 'zod';
import type { Row } from '../../src/catalog/index.js';
import { areas } from '../../tools/index.js';
import { asText, post } from './backend.js';

// What a server of as many tools costs without a guard: the SDK's usual class, the same arguments, the reply passed on.

const page = { limitstart: z.int().min(0).optional(), limitnum: z.int().min(1).max(250).optional() };
const INSTALLATION = {
  dateFormat: 'DD/MM/YYYY',
  timezone: 'UTC',
  now: () => new Date(),
  password: () => 'a-password-of-the-bench',
} as const;

const argsOf = (row: Row): Record<string, z.ZodType> => ({
  ...Object.fromEntries(Object.entries(row.args).map(([name, { schema }]) => [name, schema()])),
  ...(row.result.kind === 'list' ? page : {}),
});

function paramsOf(row: Row, values: Record<string, unknown>): Record<string, string> {
  const sent = Object.entries(values).flatMap(([name, value]) =>
    Object.entries(row.args[name]?.encode(value, name, INSTALLATION) ?? { [name]: value }),
  );
  return Object.fromEntries(sent.map(([name, value]) => [name, String(value)]));
}

const server = new McpServer({ name: 'unguarded', version: '1.0.0' });
for (const { name, row } of areas.flatMap(({ rows }) => rows)) {
  server.registerTool(
    name,
    { title: row.title, description: row.about, inputSchema: argsOf(row) },
    async (values: Record<string, unknown>) => asText(await post(row.action, paramsOf(row, values))),
  );
}
await server.connect(new StdioServerTransport());
