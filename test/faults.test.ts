// Takes its time: every tool meets faults.
import { describe, expect, test } from 'vitest';
import { ALLOW_ALL, credentialsFor, done, inProcess, policyFile, sandboxed, until } from './harness.js';
import { catalogue, isCalculation, recorder } from './recorder.js';
import { samples } from './samples.js';

const JUNK: [string, string][] = [
  ['HTML', '<!doctype html><html><title>Maintenance</title></html>'],
  ['nothing', ''],
  ['a truncated reply', '{"result":"success","clients":{"cli'],
  [
    'a PHP warning before the reply',
    '<br /><b>Warning</b>: Undefined variable on line 3{"result":"success"}',
  ],
  ['XML', '<?xml version="1.0"?><whmcsapi><result>success</result></whmcsapi>'],
  ['an empty list', '[]'],
];

describe.each(JUNK)('%s in the place of a reply', (_what, reply) => {
  test('is a bad reply for every read and an unknown outcome for every write, sent once', async () => {
    const whmcs = await recorder();
    const agent = await inProcess({ ...whmcs.env, GUARD_POLICY: policyFile(ALLOW_ALL), LOG_LEVEL: 'error' });
    for (const { tool, action, riskClass } of catalogue.tools.filter(
      (entry) => entry.action !== 'GetTransactions',
    )) {
      const read = riskClass === 'read';
      // Reads are repeated on some of these; one of each kind shows it, and all would take minutes.
      if (read && !['GetClients', 'GetInvoice'].includes(action)) continue;
      whmcs.answers.set(action, reply);
      whmcs.received.length = 0;
      const answer = await agent.call(tool, samples[tool]?.least);
      expect({ tool, code: answer.code }).toEqual({
        tool,
        code: read ? 'whmcs_bad_reply' : 'outcome_unknown',
      });
      const arrived = whmcs.received.filter(
        (request) => request.action === action && !isCalculation(request),
      ).length;
      if (read) expect(arrived).toBeGreaterThanOrEqual(1);
      else expect({ tool, arrived }).toEqual({ tool, arrived: 1 });
      whmcs.answers.delete(action);
    }
  });
});

describe('the sandbox misbehaves', () => {
  test.each(['html-after', '500-after', 'reset-after', 'truncated'] as const)(
    '%s: a write that took effect is told as unknown and not repeated',
    async (kind) => {
      const sandbox = await sandboxed();
      const agent = await inProcess({ ...credentialsFor(sandbox), GUARD_POLICY: policyFile(ALLOW_ALL) });
      sandbox.misbehave({ kind, actions: ['LogActivity'] });
      const answer = await agent.call('whmcs_log_activity', { description: `once, ${kind}` });
      expect(answer.code).toBe('outcome_unknown');
      expect(answer.text).not.toMatch(/\bfailed\b|was not done/i);
      expect(sandbox.requests.filter((request) => request.action === 'LogActivity')).toHaveLength(1);
      expect(
        sandbox.state.activity.filter((entry) => entry.description.includes(`once, ${kind}`)),
      ).toHaveLength(1);
      sandbox.misbehave(null);
      done(await agent.call('whmcs_log_activity', { description: 'the next call works' }));
    },
  );

  test.each(['503', 'reset-before', 'truncated'] as const)(
    '%s: a read is repeated until it answers',
    async (kind) => {
      const sandbox = await sandboxed();
      const agent = await inProcess(credentialsFor(sandbox));
      sandbox.misbehave({ kind, actions: ['GetClients'], times: 1 });
      expect(done(await agent.call('whmcs_get_clients')).total).toBe(40);
      expect(sandbox.requests.filter((request) => request.action === 'GetClients')).toHaveLength(2);
    },
  );

  test('a server that is not there is unreachable, for reads and writes alike', async () => {
    const sandbox = await sandboxed();
    const env = { ...credentialsFor(sandbox), GUARD_POLICY: policyFile(ALLOW_ALL) };
    await sandbox.close();
    const agent = await inProcess(env);
    expect((await agent.call('whmcs_get_clients')).code).toBe('whmcs_unreachable');
    const write = await agent.call('whmcs_log_activity', { description: 'x' });
    expect(write.code).toBe('whmcs_unreachable');
  });

  test('a read that the client takes back is stopped', async () => {
    const sandbox = await sandboxed();
    const agent = await inProcess(credentialsFor(sandbox));
    sandbox.misbehave({ kind: 'hang' });
    const cancel = new AbortController();
    const request = { name: 'whmcs_get_clients', arguments: {} };
    const reading = agent.client.callTool(request, undefined, { signal: cancel.signal });
    await until(() => sandbox.requests.length > 0);
    cancel.abort();
    await expect(reading).rejects.toThrow();
    // The server is done with it: closing waits for calls under way, and this one would hang for half a minute.
    await until(() => /call tool=whmcs_get_clients /.test(agent.log()));
    expect(sandbox.requests).toHaveLength(1);
  });
});
