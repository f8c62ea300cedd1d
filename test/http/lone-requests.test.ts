import { expect, test } from 'vitest';
import { ALLOW_ALL, credentialsFor, policyFile, sandboxed, until } from '../harness.js';
import { callOf } from './messages.js';
import { bearing, httpStage } from './stage.js';
import { gateOf, testTokens } from './tokens.js';

const MESSAGE = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };

/** A server without sessions, and a call of Ann's for which a person is waited for. */
async function waiting() {
  const sandbox = await sandboxed();
  const tokens = testTokens({ aaa: 'ann', bbb: 'ben' });
  const stage = await httpStage(
    {
      ...credentialsFor(sandbox),
      GUARD_APPROVAL_WAIT: '60',
      GUARD_POLICY: policyFile({ ...ALLOW_ALL, tools: { whmcs_log_activity: { require_approval: {} } } }),
    },
    { gate: gateOf(tokens), sessions: 'off' },
  );
  const call = async (token: string) => {
    const response = await fetch(`${stage.url}/mcp`, {
      method: 'POST',
      headers: { ...MESSAGE, ...bearing(token) },
      body: callOf('whmcs_log_activity', { description: `by ${token}` }),
    });
    return response.text();
  };
  const requests = () => stage.app.approvals.list({ states: ['pending'], limit: 5 });
  return { sandbox, tokens, stage, call, requests };
}

test('a call without a session ends when its token is revoked, whatever people say then', async () => {
  const { sandbox, tokens, stage, call, requests } = await waiting();
  let ended = 0;
  const anns = call('aaa').finally(() => (ended += 1));
  const bens = call('bbb').finally(() => (ended += 1));
  await until(async () => (await requests()).length === 2);
  const asked = await requests();
  tokens.revoke('aaa');
  await until(() => ended > 0);
  for (const { id } of asked)
    await stage.app.approvals.vote(id, { who: 'ada', channel: 'cli', yes: true, reason: 'fine' });
  expect(await anns).not.toContain('result');
  expect(await bens).toContain('"result"');
  await stage.app.guard.idle();
  const logged = sandbox.requests.filter(({ action }) => action === 'LogActivity');
  expect(logged.map(({ params }) => params.description)).toEqual(['by bbb']);
});
