import { join } from 'node:path';
import { expect, test } from 'vitest';
import { installationIdOf } from '../../src/app.js';
import type { CallFacts } from '../../src/audit/index.js';
import { LOCAL_CALLER, sessionFor } from '../../src/guard/index.js';
import { ALLOW_ALL, done, openProgram, policyFile, temporaryFolder } from '../harness.js';
import { type Recorder, recorder } from '../recorder.js';

const RENEW = 'whmcs_renew_domain';
const MINUTE = 60_000;

/** Two servers, each of a WHMCS of its own, on one state. */
async function neighbours(now = () => new Date()) {
  const state = join(temporaryFolder(), 'state.db');
  const server = async () => {
    const whmcs = await recorder();
    const env = { ...whmcs.env, GUARD_STATE: state, GUARD_POLICY: policyFile(ALLOW_ALL) };
    const program = openProgram(env, {}, undefined, now);
    return { ...program, whmcs, agent: await program.connectAs(sessionFor(LOCAL_CALLER)) };
  };
  return [await server(), await server()] as const;
}

const idOf = ({ env }: Recorder) => installationIdOf(env.WHMCS_API_URL ?? '');

test('a call of which nobody knows holds up no call for the same id in another WHMCS', async () => {
  const [one, other] = await neighbours();
  one.whmcs.answers.set('DomainRenew', '<html>lost</html>');
  const lost = await one.agent.call(RENEW, { domainid: 1, regperiod: 1 });
  expect(lost.code).toBe('outcome_unknown');
  expect((await one.agent.call(RENEW, { domainid: 1, regperiod: 2 })).code).toBe('outcome_unknown');
  done(await other.agent.call(RENEW, { domainid: 1, regperiod: 2 }));
});

test('what a server left open is settled by servers of its own WHMCS, and read back nowhere else', async () => {
  let now = Date.now() - 5 * MINUTE;
  const [one, other] = await neighbours(() => new Date(now));
  const facts: CallFacts = {
    call: 'left-open',
    session: 's',
    caller: 'local',
    channel: 'stdio',
    installation: idOf(one.whmcs),
    tool: RENEW,
    risk: 'execute',
    args: { domainid: 1 },
    digest: 'digest',
  };
  await one.app.journal.intent(facts);
  now = Date.now();
  await other.app.guard.sweep();
  expect(other.whmcs.received).toEqual([]);
  expect((await one.app.journal.call('left-open'))?.result).toBeUndefined();
  await one.app.guard.sweep();
  expect((await one.app.journal.call('left-open'))?.result?.outcome).toBe('outcome_unknown');
});

test('a call is undone in the WHMCS that it was made in, and nowhere else', async () => {
  const [one, other] = await neighbours();
  done(await one.agent.call('whmcs_module_suspend', { serviceid: 1, suspendreason: 'Unpaid' }));
  const call = (await one.app.journal.calls({ tool: 'whmcs_module_suspend', limit: 1 })).calls[0];
  if (call === undefined) throw new Error('the call is not in the journal');
  expect(call.installation).toBe(idOf(one.whmcs));
  expect(other.app.undo.of(call)).toContain('another WHMCS');
  expect(await other.app.undo.perform(call, 'Anna')).toMatchObject({ done: false });
  expect(one.app.undo.of(call)).toMatchObject({ tool: 'whmcs_module_unsuspend' });
  expect(other.whmcs.received).toEqual([]);
});
