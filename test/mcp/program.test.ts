import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { expect, test } from 'vitest';
import { LOCAL_CALLER, sessionFor } from '../../src/guard/index.js';
import { programOf } from '../../src/mcp/program.js';
import { typed } from '../commands/terminal.js';
import {
  ALLOW_ALL,
  credentialsFor,
  done,
  openProgram,
  policyFile,
  sandboxed,
  temporaryFolder,
} from '../harness.js';

const LOG = ['whmcs_log_activity', { description: 'one' }] as const;

/** The program, with commands of people on the same state. */
async function opened(policy: object = ALLOW_ALL) {
  const sandbox = await sandboxed();
  const env = {
    ...credentialsFor(sandbox),
    GUARD_POLICY: policyFile(policy),
    GUARD_STATE: join(temporaryFolder(), 'state.db'),
  };
  const program = openProgram(env);
  const out = async (...argv: string[]) => (await typed(argv, env)).out;
  const agentOf = (name: string, version: string, title?: string) =>
    program.connectAs(
      sessionFor({ ...LOCAL_CALLER, name: 'support-bot' }),
      new Client({ name, version, ...(title && { title }) }),
    );
  return { sandbox, program, agentOf, out };
}

test('the journal says by which program a call was made, as the word of that program', async () => {
  const { agentOf, out } = await opened();
  done(await (await agentOf('claude-ai', '1.2', 'Claude Desktop')).call(...LOG));
  const [call] = JSON.parse(await out('audit', '--json'));
  expect(call).toMatchObject({ caller: 'support-bot', program: 'Claude Desktop 1.2' });
  expect(await out('audit', 'show', call.call)).toMatch(/^Program: +"Claude Desktop 1.2" \(its own word\)$/m);
  const [head, ...rows] = (await out('audit', 'export', '--format', 'csv')).trim().split('\r\n');
  const at = head?.split(',').indexOf('"claimed_program"') ?? -1;
  expect(rows.at(-1)?.split(',')[at]).toBe('"Claude Desktop 1.2"');
});

test('a request for approval says it, in the list, at length and in JSON', async () => {
  const { agentOf, out } = await opened({
    ...ALLOW_ALL,
    tools: { [LOG[0]]: { require_approval: {} } },
  });
  const asked = await (await agentOf('cursor', '3')).call(...LOG);
  const id = String(asked.details.approval);
  expect(await out('approvals')).toContain('by support-bot ("cursor 3")');
  expect(await out('approvals', 'show', id)).toContain(
    'Asked by support-bot, whose program calls itself "cursor 3", at ',
  );
  expect(JSON.parse(await out('approvals', 'show', id, '--json')).shown).toMatchObject({
    program: 'cursor 3',
  });
  // Whoever asks next by another program joins the request, which goes on saying who asked first.
  await (await agentOf('zed', '1')).call(...LOG);
  expect(await out('approvals')).toContain('"cursor 3"');
});

test('what a program says of itself holds no credential of ours, and no rule knows it', async () => {
  const { agentOf, out, sandbox } = await opened();
  const { secret } = sandbox.credentials;
  done(await (await agentOf(secret, secret)).call(...LOG));
  expect(await out('audit', '--json')).not.toContain(secret);
  const rule = { conditions: [{ path: 'session.program', op: 'exists', value: true }] };
  const policy = policyFile({ ...ALLOW_ALL, tools: { [LOG[0]]: { require: [rule] } } });
  expect(await out('policy', 'check', policy)).toContain('session has no field "program"');
});

test.each([
  [{ name: 'claude-ai', title: 'Claude Desktop', version: '1.2' }, 'Claude Desktop 1.2'],
  [{ name: 'test', version: '' }, 'test'],
  [{ name: '', version: '' }, ''],
  [{ name: 'ok', title: '\u202e\u200b', version: '1' }, 'ok 1'],
  [{ name: 'a\nb\u001b[2J', version: '1' }, 'a b 2J 1'],
  [{ name: 'x" (approved by Ann)', version: '“2”' }, 'x (approved by Ann) 2'],
  [{ name: '<b>bold</b>', version: '{1}' }, 'bbold/b 1'],
  [{ name: 'n'.repeat(500), version: '9'.repeat(500) }, `${'n'.repeat(60)} ${'9'.repeat(20)}`],
])('%j is shown as %j', (said, shown) => {
  expect(programOf(said)).toBe(shown);
});
