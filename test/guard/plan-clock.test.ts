import { describe, expect, test } from 'vitest';
import { LOCAL_CALLER, sessionFor } from '../../src/guard/index.js';
import {
  ALLOW_ALL,
  credentialsFor,
  done,
  openProgram,
  policyFile,
  sandboxed,
  temporaryFolder,
  unmarked,
} from '../harness.js';
import { decide, MAIL, mail, moved, PLAN, planned, states, writesSent } from './plan-stage.js';

const MINUTE_MS = 60_000;
const THREE = [moved(6), moved(7), moved(8)];

/** Plans on a state that several programs share, each with a clock of its own that the test moves. */
async function sharedPlans(policy: object = {}) {
  const sandbox = await sandboxed();
  const settings = {
    ...credentialsFor(sandbox),
    WHMCS_RATE: '0',
    WHMCS_MEMORY_S: '0',
    GUARD_TOOLSETS: 'plans',
    GUARD_STATE: `${temporaryFolder()}/state.db`,
    GUARD_POLICY: policyFile({ ...ALLOW_ALL, ...policy }),
  };
  async function program(aheadMs = 0) {
    let ahead = aheadMs;
    const opened = openProgram(settings, {}, undefined, () => new Date(Date.now() + ahead));
    const agent = await opened.connectAs(sessionFor(LOCAL_CALLER));
    const pass = (ms: number) => {
      ahead += ms;
    };
    return { ...opened, agent, pass, sandbox };
  }
  return { sandbox, program };
}
type Program = Awaited<ReturnType<Awaited<ReturnType<typeof sharedPlans>>['program']>>;

const told = async ({ agent }: Pick<Program, 'agent'>, calls = THREE) =>
  unmarked(done(await planned(agent, calls)));

describe('a plan and the time of its request', () => {
  test('sends no further line once it is over, and is asked for anew', async () => {
    const { sandbox, program } = await sharedPlans();
    const on = await program();
    const asked = await planned(on.agent, THREE);
    await decide(on, asked);
    let before = 0;
    const onStep = (words: string) => {
      if (words !== 'line 2 of 3') return;
      before = sandbox.requests.length;
      on.pass(24 * 60 * MINUTE_MS);
    };
    const outcome = await on.app.guard.call(sessionFor(LOCAL_CALLER), PLAN, { calls: THREE }, { onStep });
    if (!outcome.ok) throw new Error(outcome.message);
    const answer = unmarked(JSON.parse(outcome.text));
    const over = { state: 'left out', code: 'approval_expired', says: expect.stringContaining('is over') };
    expect(answer).toMatchObject({ done: 1, left_out: 2, lines: [{ state: 'done' }, over, over] });
    expect(writesSent(sandbox)).toHaveLength(1);
    const about = sandbox.requests.slice(before).map(({ params }) => params.clientid);
    expect(about).not.toContain('8');
    const anew = await planned(on.agent, THREE);
    expect(anew).toMatchObject({ code: 'approval_required' });
    expect(anew.details.approval).not.toBe(asked.details.approval);
    expect(writesSent(sandbox)).toHaveLength(1);
  });

  test('begins no line twice that a server began whose clock is behind that of the one that asked', async () => {
    const { sandbox, program } = await sharedPlans();
    const [ahead, behind] = [await program(5 * MINUTE_MS), await program()];
    await decide(ahead, await planned(ahead.agent, THREE));
    expect(states(await told(behind))).toEqual(['done', 'done', 'done']);
    expect(await told(behind)).toMatchObject({ done: 3 });
    expect(await told(ahead)).toMatchObject({ done: 3 });
    expect(writesSent(sandbox)).toHaveLength(3);
  });
});

describe('a line of a plan that would be held by itself', () => {
  const HOLDING = { tools: { [MAIL]: { hold: '20m' } } };
  const calls = [mail(6), mail(7)];
  const heldNow = (on: Program) => on.app.approvals.list({ states: ['pending'], limit: 5 });

  test('leaves with the plan that people approved, once', async () => {
    const { sandbox, program } = await sharedPlans(HOLDING);
    const on = await program();
    await decide(on, await planned(on.agent, calls));
    expect(states(await told(on, calls))).toEqual(['done', 'done']);
    expect(await heldNow(on)).toEqual([]);
    on.pass(21 * MINUTE_MS);
    await on.app.guard.held.sendDue();
    expect(writesSent(sandbox)).toEqual(['SendEmail', 'SendEmail']);
  });

  test('is not held either once it was denied', async () => {
    const { sandbox, program } = await sharedPlans(HOLDING);
    const on = await program();
    await decide(on, await planned(on.agent, calls), true, 'anna', [2]);
    expect(await on.agent.call(MAIL, mail(7).arguments)).toMatchObject({
      code: 'approval_denied',
      details: { line: 2 },
    });
    expect(await heldNow(on)).toEqual([]);
    expect(states(await told(on, calls))).toEqual(['done', 'denied']);
    on.pass(21 * MINUTE_MS);
    await on.app.guard.held.sendDue();
    expect(writesSent(sandbox)).toEqual(['SendEmail']);
  });

  test('is no line once a person has dropped it, also of a plan that was approved before', async () => {
    const { sandbox, program } = await sharedPlans(HOLDING);
    const on = await program();
    await decide(on, await planned(on.agent, calls));
    const held = String(done(await on.agent.call(MAIL, mail(7).arguments)).held);
    await on.app.approvals.vote(held, { who: 'ben', channel: 'cli', yes: false, reason: 'We called them.' });
    const answer = await told(on, calls);
    expect(answer.lines).toMatchObject([
      { state: 'done' },
      { state: 'denied', says: expect.stringContaining('We called them.') },
    ]);
    expect(await planned(on.agent, [mail(7), mail(8)])).toMatchObject({
      code: 'approval_denied',
      details: { line: 1 },
    });
    expect(writesSent(sandbox)).toEqual(['SendEmail']);
  });

  test('is no line while it is held, and is left out where it was held since', async () => {
    const { sandbox, program } = await sharedPlans(HOLDING);
    const on = await program();
    done(await on.agent.call(MAIL, mail(7).arguments));
    expect(await planned(on.agent, calls)).toMatchObject({ code: 'duplicate_call', details: { line: 2 } });
    await decide(on, await planned(on.agent, [mail(6), mail(8)]));
    done(await on.agent.call(MAIL, mail(8).arguments));
    expect(states(await told(on, [mail(6), mail(8)]))).toEqual(['done', 'left out']);
    on.pass(21 * MINUTE_MS);
    await on.app.guard.held.sendDue();
    expect(writesSent(sandbox)).toEqual(['SendEmail', 'SendEmail', 'SendEmail']);
  });
});
