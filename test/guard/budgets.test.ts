import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { textOf } from '../../src/approvals/index.js';
import { LOCAL_CALLER, sessionFor } from '../../src/guard/index.js';
import { type Agent, type Answer, done, openProgram, policyFile, temporaryFolder } from '../harness.js';
import { type Recorder, recorder } from '../recorder.js';

const LOG = 'whmcs_log_activity';
const DAY_MS = 86_400_000;

let entries = 0;
/** Another entry each time: the same one again would be a duplicate. */
const entry = () => {
  entries += 1;
  return { description: `entry ${entries}` };
};

const counting = (...limits: Record<string, unknown>[]) => ({
  version: '1',
  default: 'allow',
  tools: { [LOG]: { limits: limits.map((one) => ({ counter: 'entries', window: 'day', ...one })) } },
});

const arrivals = (whmcs: Recorder, action = 'LogActivity') =>
  whmcs.received.filter((request) => request.action === action).length;

/** A server at noon of a day, whose clock a test sets on. */
async function served(policy: unknown, env: Record<string, string> = {}) {
  const whmcs = await recorder();
  let at = Date.parse('2026-03-10T12:00:00Z');
  const { app, connectAs } = openProgram(
    { ...whmcs.env, GUARD_POLICY: policyFile(policy), ...env },
    {},
    undefined,
    () => new Date(at),
  );
  const agent = await connectAs(sessionFor(LOCAL_CALLER));
  const decide = (asked: Answer, yes: boolean) =>
    app.approvals.vote(String(asked.details.approval), { who: 'anna', channel: 'cli', yes, reason: '' });
  return {
    whmcs,
    app,
    agent,
    later(ms: number) {
      at += ms;
    },
    approve: (asked: Answer) => decide(asked, true),
    deny: (asked: Answer) => decide(asked, false),
    log: (args: Record<string, unknown> = entry()) => agent.call(LOG, args),
    async shown(asked: Answer) {
      const request = await app.approvals.get(String(asked.details.approval));
      return request === undefined ? '' : textOf(request);
    },
    /** What each budget stands at: what went without a person, and what people approved. */
    standing: async () => (await app.guard.limits()).map(({ used, approved }) => [used, approved]),
  };
}

describe('a budget', () => {
  test('lets calls through up to its maximum, and asks a person from there; what they approve is counted apart', async () => {
    const { log, approve, shown, standing, whmcs } = await served(counting({ max: 2, over: 'approval' }));
    done(await log());
    done(await log());
    const third = entry();
    const asked = await log(third);
    expect(asked).toMatchObject({ code: 'approval_required', details: { rule: `/tools/${LOG}/limits/0` } });
    // The figures are for whoever decides: what others used is none of the caller's business.
    expect(asked.text).toContain('it goes past what may be done without a person');
    expect(await shown(asked)).toContain(
      'It goes past the budget “entries” of 2 in a day for caller local by 1: 2 of it went without a person, and this call counts 1.',
    );
    expect(arrivals(whmcs)).toBe(2);
    expect(await standing()).toEqual([['2', '0']]);

    await approve(asked);
    done(await log(third));
    expect(arrivals(whmcs)).toBe(3);
    expect(await standing()).toEqual([['2', '1']]);
    expect((await log()).code).toBe('approval_required');
  });

  test('is full for nobody but those it counts for, and empty again in the next window', async () => {
    const { log, later, standing } = await served(counting({ max: 1, over: 'approval' }));
    done(await log());
    expect((await log()).code).toBe('approval_required');
    later(DAY_MS);
    done(await log());
    expect(await standing()).toEqual([['1', '0']]);
  });

  test('leaves what a person was asked to that person, also where there is room again', async () => {
    const { log, later, approve, deny, standing, whmcs } = await served(
      counting({ max: 1, over: 'approval', window: 'minute' }),
    );
    done(await log());
    const [denied, approved, waiting] = [entry(), entry(), entry()];
    await deny(await log(denied));
    await approve(await log(approved));
    expect((await log(waiting)).code).toBe('approval_required');
    later(60_000);
    expect((await log(denied)).code).toBe('approval_denied');
    expect((await log(waiting)).code).toBe('approval_required');
    expect(arrivals(whmcs)).toBe(1);
    done(await log(approved));
    // The yes was used, and the budget of this minute is as it was.
    expect(await standing()).toEqual([['0', '1']]);
    done(await log());
    expect(await standing()).toEqual([['1', '1']]);
  });

  test('counts in the answer to a call that waited for its person, once', async () => {
    const { log, app, approve, standing, whmcs } = await served(counting({ max: 1, over: 'approval' }), {
      GUARD_APPROVAL_WAIT: '60',
    });
    done(await log());
    const waiting = log();
    await expect.poll(() => app.approvals.list({ states: ['pending'], limit: 5 })).toHaveLength(1);
    expect(await standing()).toEqual([['1', '0']]);
    const [request] = await app.approvals.list({ states: ['pending'], limit: 5 });
    await approve({ details: { approval: request?.id } } as unknown as Answer);
    done(await waiting);
    expect(arrivals(whmcs)).toBe(2);
    expect(await standing()).toEqual([['1', '1']]);
  });

  test('gives back what never left, the yes as well', async () => {
    const { log, approve, standing, whmcs, app } = await served(counting({ max: 0, over: 'approval' }));
    const args = entry();
    const asked = await log(args);
    expect(asked.code).toBe('approval_required');
    await approve(asked);
    const { leases } = await app.store();
    const ensure = leases.ensure.bind(leases);
    Object.assign(leases, { ensure: () => Promise.reject(new Error('lost')) });
    expect((await log(args)).isError).toBe(true);
    expect(arrivals(whmcs)).toBe(0);
    expect(await standing()).toEqual([]);
    Object.assign(leases, { ensure });
    done(await log(args));
    expect(await standing()).toEqual([['0', '1']]);
  });

  test('stands below a limit that counts all, which refuses and asks nobody', async () => {
    const { log, app, approve } = await served(counting({ max: 1, over: 'approval' }, { max: 2 }));
    done(await log());
    const second = entry();
    await approve(await log(second));
    done(await log(second));
    const refused = await log();
    expect(refused).toMatchObject({ code: 'rate_limited', details: { rule: `/tools/${LOG}/limits/1` } });
    expect(await app.approvals.list({ states: ['pending'], limit: 5 })).toEqual([]);
  });

  test('is not eaten by what another rule had a person approve', async () => {
    const policy = counting({ max: 1, over: 'approval' });
    const when = [{ path: 'args.clientid', op: 'exists' }];
    Object.assign(policy.tools[LOG] ?? {}, { require_approval: { when } });
    const { log, approve, shown, standing } = await served(policy);
    const args = { ...entry(), clientid: 1 };
    const asked = await log(args);
    expect(asked.details.rule).toBe(`/tools/${LOG}/require_approval`);
    expect(await shown(asked)).not.toContain('budget');
    await approve(asked);
    done(await log(args));
    expect(await standing()).toEqual([['0', '1']]);
    done(await log());
    expect(await standing()).toEqual([['1', '1']]);
  });

  test('is told where the tools are listed for people', async () => {
    const { app } = await served(counting({ max: 3, over: 'approval' }));
    const state = app.guard.states({ caller: LOCAL_CALLER }).find(({ name }) => name === LOG);
    expect(state).toMatchObject({
      state: 'allow',
      listed: true,
      reason: `/tools/${LOG}; a person decides past /tools/${LOG}/limits/0`,
    });
  });

  test('asks nobody while nothing may be sent', async () => {
    const { log, app } = await served(counting({ max: 0, over: 'approval' }));
    await (await app.store()).killSwitch.halt('anna', '', new Date());
    expect((await log()).code).toBe('policy_denied');
    expect(await app.approvals.list({ states: ['pending'], limit: 5 })).toEqual([]);
  });
});

describe('a budget of amounts', () => {
  const policy = {
    version: '1',
    default: 'allow',
    tools: {
      whmcs_add_payment: {
        limits: [
          {
            counter: 'paid',
            window: 'month',
            max: '20',
            over: 'approval',
            increment_from: 'args.amount',
            on_deny: 'Anna decides on more than 20 a month.',
          },
        ],
      },
    },
  };
  let payments = 0;
  const pay = (agent: Agent, amount: string) => {
    payments += 1;
    const args = { invoiceid: 1, gateway: 'paypal', transid: `T${payments}`, amount };
    return agent.call('whmcs_add_payment', args);
  };

  test('may be spent to the last, and says by how much a call would pass it', async () => {
    const { agent, whmcs, shown, standing } = await served(policy);
    whmcs.answers.set('GetTransactions', { result: 'success', transactions: '' });
    done(await pay(agent, '15.00'));
    const asked = await pay(agent, '6.50');
    expect(asked.text).toContain('Anna decides on more than 20 a month.');
    expect(await shown(asked)).toContain('of 20 in a month for caller local by 1.5: 15 of it went without');
    done(await pay(agent, '5.00'));
    expect(await standing()).toEqual([['20', '0']]);
    const alone = await pay(agent, '25.00');
    expect(alone).toMatchObject({
      code: 'approval_required',
      details: { rule: '/tools/whmcs_add_payment/limits/0' },
    });
    expect(await shown(alone)).toContain('by 25: 20 of it went without a person');
    expect(arrivals(whmcs, 'AddInvoicePayment')).toBe(2);
  });
});

test('forty calls of two servers at once: a budget of seven lets seven through, and no more', async () => {
  const whmcs = await recorder();
  const env = {
    ...whmcs.env,
    GUARD_POLICY: policyFile(counting({ max: 7, over: 'approval', window: 'month' })),
    GUARD_STATE: join(temporaryFolder(), 'state.db'),
  };
  const agents = await Promise.all(
    [openProgram(env), openProgram(env)].map(({ connectAs }) => connectAs(sessionFor(LOCAL_CALLER))),
  );
  const answers = await Promise.all(
    agents.flatMap((agent) => Array.from({ length: 20 }, () => agent.call(LOG, entry()))),
  );
  expect(answers.filter(({ isError }) => !isError)).toHaveLength(7);
  expect(arrivals(whmcs)).toBe(7);
  // The others ask, or are told that enough of theirs is waiting.
  expect(new Set(answers.map(({ code }) => code))).toEqual(
    new Set([undefined, 'approval_required', 'policy_denied']),
  );
});
