import { expect, test } from 'vitest';
import { readFrame } from '../../src/mcp/stdio/frames.js';
import { holdsMore } from '../../src/mcp/stdio/json-values.js';
import { ALLOW_ALL, credentialsFor, policyFile, sandboxed } from '../harness.js';
import { callOf, POST_HEADERS } from '../http/messages.js';
import { ask } from '../http/raw.js';
import { httpStage } from '../http/stage.js';

test.each([
  ['[1,2,3]', 3],
  ['{"a":1,"b":2}', 4],
  ['[[[[]]]]', 4],
  ['{"a,b:[{":"c,\\",\\\\","d":[]}', 5],
  ['{"a":"\\\\\\""}', 2],
  ['["never ends, or does it: [[[', 1],
  [`"${','.repeat(100)}"`, 0],
])('%s holds so many values and names', (text, count) => {
  const bytes = Buffer.from(text.padEnd(120));
  expect(holdsMore(bytes, count)).toBe(false);
  if (count > 0) expect(holdsMore(bytes, count - 1)).toBe(true);
});

test.each([
  ['names', `{${Array.from({ length: 50_000 }, (_none, at) => `"k${at}":0`).join()}}`],
  ['depth', '['.repeat(60_000) + ']'.repeat(60_000)],
])('a message of too many %s is refused, and a long text is not', async (_what, args) => {
  const { port } = await httpStage(
    { ...credentialsFor(await sandboxed()), GUARD_POLICY: policyFile(ALLOW_ALL) },
    { sessions: 'off' },
  );
  const many = callOf('whmcs_get_currencies', {}).replace('"arguments":{}', `"arguments":${args}`);
  expect(readFrame(Buffer.from(many))).toMatchObject({ answer: { id: 7, error: { code: -32600 } } });
  const refused = await ask(port, { headers: POST_HEADERS, body: many });
  expect(refused.status).toBe(400);
  expect(refused.text).toContain('more than 50000 values');
  const text = callOf('whmcs_get_clients', { search: '[{,:'.repeat(50_000) });
  expect(await ask(port, { headers: POST_HEADERS, body: text })).toMatchObject({
    status: 200,
    text: expect.stringContaining('search: must be at most'),
  });
});
