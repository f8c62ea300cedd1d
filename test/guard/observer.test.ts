import { expect, test } from 'vitest';
import { type CallBegun, type CallEnded, LOCAL_CALLER, sessionFor } from '../../src/guard/index.js';
import { ALLOW_ALL, inProcess, openProgram, policyFile } from '../harness.js';
import { recorder } from '../recorder.js';

interface Heard {
  readonly begun: CallBegun;
  readonly ended: CallEnded;
}

/** A program whose observer keeps all that it hears. */
async function observed(whmcs: Awaited<ReturnType<typeof recorder>>, policy: object = ALLOW_ALL) {
  const calls: Heard[] = [];
  const sent: object[] = [];
  const program = openProgram({ ...whmcs.env, GUARD_POLICY: policyFile(policy) }, {}, undefined, undefined, {
    async observe(begun, work) {
      const ended = await work();
      calls.push({ begun, ended });
      return ended;
    },
    watch: ({ action, write }) => ({
      tried: (ms) => sent.push({ action, tried: ms >= 0 }),
      ended: (result) => sent.push({ action, write, ...result }),
    }),
  });
  return { agent: await program.connectAs(sessionFor(LOCAL_CALLER)), app: program.app, calls, sent };
}

test('an observer hears what each call was, what was decided and what came of it', async () => {
  const whmcs = await recorder();
  const { agent, calls } = await observed(whmcs, { version: '1', default: 'deny', classes: { read: {} } });
  await agent.call('whmcs_get_currencies');
  await agent.call('whmcs_update_ticket', { ticketid: 1, status: 'Closed' });
  await agent.call('whmcs_of_somebody_elses_making');
  const heard = calls.map(({ begun, ended }) => [
    begun.tool,
    begun.risk,
    ended.facts.decision?.outcome,
    ended.outcome.ok ? 'done' : ended.outcome.code,
  ]);
  expect(heard).toEqual([
    ['whmcs_get_currencies', 'read', 'allow', 'done'],
    ['whmcs_update_ticket', 'write', 'deny', 'policy_denied'],
    ['unknown', 'unknown', undefined, 'invalid_arguments'],
  ]);
});

test('it hears of the request, with what the client added', async () => {
  const { agent, calls } = await observed(await recorder());
  await agent.client.callTool({ name: 'whmcs_get_currencies', _meta: { 'example.com/key': 'value' } });
  expect(calls[0]?.begun.request).toEqual({ id: expect.any(Number), meta: { 'example.com/key': 'value' } });
});

test('it hears of each call to WHMCS, and of each try', async () => {
  const whmcs = await recorder();
  const { agent, sent } = await observed(whmcs);
  await agent.call('whmcs_get_currencies');
  expect(sent).toEqual([
    { action: 'GetCurrencies', tried: true },
    { action: 'GetCurrencies', write: false, tries: 1 },
  ]);
});

test('an observer that fails at the calls to WHMCS changes none of them', async () => {
  const fail = () => {
    throw new Error('the observer is broken');
  };
  const whmcs = await recorder();
  const env = { ...whmcs.env, GUARD_POLICY: policyFile(ALLOW_ALL) };
  for (const watch of [fail, () => ({ tried: fail, ended: fail })]) {
    const observer = { observe: (_: CallBegun, work: () => Promise<CallEnded>) => work(), watch };
    const program = openProgram(env, {}, undefined, undefined, observer);
    const agent = await program.connectAs(sessionFor(LOCAL_CALLER));
    expect((await agent.call('whmcs_get_currencies')).isError).toBe(false);
  }
});

test('a call that failed has one id in what the agent is told, in the journal and in the log', async () => {
  const whmcs = await recorder();
  const { agent, app } = await observed(whmcs, { version: '1', default: 'deny' });
  const { text, details } = await agent.call('whmcs_get_currencies');
  expect(text).toContain(`, call: ${details.call})`);
  expect(agent.log()).toMatch(new RegExp(`info call .*call=${details.call}$`, 'm'));
  await expect
    .poll(async () => (await app.journal.call(String(details.call)))?.result?.outcome)
    .toBe('policy_denied');
});

test('what is logged of a call to WHMCS names the call of the tool, too', async () => {
  const whmcs = await recorder();
  const { agent } = await observed(whmcs);
  whmcs.answers.set('GetCurrencies', { result: 'error', message: 'Invalid or missing credentials' });
  const { details } = await agent.call('whmcs_get_currencies');
  expect(agent.log()).toMatch(
    new RegExp(`warn whmcs.fault action=GetCurrencies kind=auth .*call=${details.call}$`, 'm'),
  );
});

test('what the journal has not taken yet is counted, and is none in the end', async () => {
  const { agent, app } = await observed(await recorder());
  await agent.call('whmcs_get_currencies');
  await expect.poll(() => app.guard.unwritten()).toEqual({ count: 0, oldestMs: 0 });
});

test('without an observer calls are made all the same', async () => {
  const whmcs = await recorder();
  const agent = await inProcess({ ...whmcs.env, GUARD_POLICY: policyFile(ALLOW_ALL) });
  expect((await agent.call('whmcs_get_currencies')).isError).toBe(false);
});
