import { writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { shownOf } from '../../src/approvals/index.js';
import { LOCAL_CALLER, sessionFor } from '../../src/guard/index.js';
import { ALLOW_ALL, done, policyFile, unmarked } from '../harness.js';
import {
  approved,
  decide,
  type Line,
  MAIL,
  mail,
  moved,
  PLAN,
  planned,
  planning,
  states,
  UPDATE,
  writesSent,
} from './plan-stage.js';

describe('a plan', () => {
  test('is one request, with totals, every recipient and each line; nothing leaves before it is approved', async () => {
    const on = await planning();
    const { agent, app, sandbox } = on;
    const asked = await planned(agent, [mail(6), mail(7), moved(8)]);
    expect(asked).toMatchObject({ code: 'approval_required', details: { rule: '(a plan)' } });
    expect(writesSent(sandbox)).toEqual([]);
    const requests = await app.approvals.list({ states: ['pending'], limit: 10 });
    expect(requests.map(({ tool }) => tool)).toEqual([PLAN]);
    const [request] = requests;
    if (request === undefined) throw new Error('nobody was asked');
    const { preview, args } = shownOf(request);
    const text = preview.sentences.join('\n');
    expect(preview.title).toBe(`A plan of 3 calls: 2 × ${MAIL}, 1 × ${UPDATE}`);
    for (const id of [6, 7])
      expect(text).toContain(sandbox.state.clients.find((one) => one.id === id)?.email);
    expect(preview.lines?.map(({ tool }) => tool)).toEqual([MAIL, MAIL, UPDATE]);
    expect(preview.lines?.[2]?.title).toContain('client 8');
    expect(args[`1 ${MAIL}`]).toEqual(mail(6).arguments);
    await decide(on, asked);
    const told = unmarked(done(await planned(agent, [mail(6), mail(7), moved(8)])));
    expect(told).toMatchObject({ request: request.id, done: 3, left_out: 0, failed: 0, unknown: 0 });
    expect(writesSent(sandbox)).toEqual(['SendEmail', 'SendEmail', 'UpdateClient']);
    await app.guard.idle();
    const { calls } = await app.journal.calls({ kinds: ['intent'], limit: 10 });
    const whole = (await app.journal.calls({ limit: 20 })).calls.find(
      ({ tool, state }) => tool === PLAN && state === 'done',
    );
    expect(whole?.approval).toBe(request.id);
    for (const call of calls)
      expect(call).toMatchObject({ via: PLAN, within: whole?.call, approval: request.id, state: 'done' });
    expect(calls).toHaveLength(3);
  });

  test('is denied whole', async () => {
    const on = await planning();
    await decide(on, await planned(on.agent, [mail(6), moved(8)]), false);
    expect(await planned(on.agent, [mail(6), moved(8)])).toMatchObject({ code: 'approval_denied' });
    expect(writesSent(on.sandbox)).toEqual([]);
  });

  test('leaves out what has changed since a person saw it, and says so', async () => {
    const on = await planning();
    const asked = await planned(on.agent, [moved(6), moved(7), moved(8)]);
    await decide(on, asked);
    const client = on.sandbox.state.clients.find(({ id }) => id === 7);
    if (client === undefined) throw new Error('the company lacks the client');
    client.status = 'Closed';
    const told = unmarked(done(await planned(on.agent, [moved(6), moved(7), moved(8)])));
    expect(states(told)).toEqual(['done', 'left out', 'done']);
    expect(JSON.stringify(told.lines)).toContain('has changed since');
    expect(writesSent(on.sandbox)).toHaveLength(2);
  });

  test('made again does nothing twice, and says what became of each line', async () => {
    const on = await planning();
    await approved(on, [moved(6), moved(7)]);
    const again = unmarked(done(await planned(on.agent, [moved(6), moved(7)])));
    expect(states(again)).toEqual(['done', 'done']);
    expect(writesSent(on.sandbox)).toHaveLength(2);
    expect(await on.app.approvals.list({ states: ['pending'], limit: 5 })).toEqual([]);
  });

  test('goes on where its process died: a line that was begun is not begun again', async () => {
    const on = await planning();
    const { agent, app, sandbox } = on;
    done(await agent.call(UPDATE, moved(7).arguments));
    const asked = await planned(agent, [moved(6), moved(7), moved(8)]);
    await decide(on, asked);
    const approval = String(asked.details.approval);
    expect(await app.approvals.use(approval)).toBe(true);
    // The journal as a process leaves it that died once it had begun the second line.
    const [like] = (await app.journal.calls({ kinds: ['intent'], limit: 1 })).calls;
    if (like === undefined) throw new Error('the journal lacks the call');
    const { at, state, result, entries, ...facts } = like;
    await app.journal.intent({ ...facts, call: 'died-in-line-2', approval });
    sandbox.requests.length = 0;
    const told = unmarked(done(await planned(agent, [moved(6), moved(7), moved(8)])));
    expect(states(told)).toEqual(['done', 'unknown', 'done']);
    expect(writesSent(sandbox)).toEqual(['UpdateClient', 'UpdateClient']);
  });

  test('goes on after its client has taken it back', async () => {
    const on = await planning();
    const calls = [moved(6), moved(7), moved(8)];
    await decide(on, await planned(on.agent, calls));
    const leave = new AbortController();
    const session = sessionFor(LOCAL_CALLER);
    await on.app.guard.call(
      session,
      PLAN,
      { calls },
      { signal: leave.signal, onStep: (words) => words === 'line 2 of 3' && leave.abort() },
    );
    expect(writesSent(on.sandbox).length).toBeLessThan(3);
    expect(states(unmarked(done(await planned(on.agent, calls))))).toEqual(['done', 'done', 'done']);
    expect(writesSent(on.sandbox)).toHaveLength(3);
  });

  test('is asked for anew once the policy has changed', async () => {
    const path = policyFile({ ...ALLOW_ALL });
    const on = await planning({}, { GUARD_POLICY: path });
    const asked = await planned(on.agent, [moved(6)]);
    await decide(on, asked);
    writeFileSync(path, JSON.stringify({ ...ALLOW_ALL, hide: ['whmcs_delete_order'] }));
    const anew = await planned(on.agent, [moved(6)]);
    expect(anew).toMatchObject({ code: 'approval_required' });
    expect(anew.details.approval).not.toBe(asked.details.approval);
    expect(writesSent(on.sandbox)).toEqual([]);
  });

  test('is carried out once, however many make it at once', async () => {
    const on = await planning();
    await decide(on, await planned(on.agent, [moved(6), moved(7)]));
    await Promise.all([1, 2, 3].map(() => planned(on.agent, [moved(6), moved(7)])));
    expect(writesSent(on.sandbox)).toEqual(['UpdateClient', 'UpdateClient']);
  });

  test('goes on with the other lines where the answer to one is lost', async () => {
    const on = await planning();
    const asked = await planned(on.agent, [mail(6), moved(8)]);
    await decide(on, asked);
    on.sandbox.misbehave({ kind: 'html', actions: ['SendEmail'] });
    expect(states(unmarked(done(await planned(on.agent, [mail(6), moved(8)]))))).toEqual(['unknown', 'done']);
  });

  test('stops at a halt between two lines', async () => {
    const on = await planning();
    await decide(on, await planned(on.agent, [moved(6), moved(7)]));
    await (await on.app.store()).killSwitch.halt('Ada', 'looking', new Date());
    expect(await planned(on.agent, [moved(6), moved(7)])).toMatchObject({ details: { rule: '(halted)' } });
    expect(writesSent(on.sandbox)).toEqual([]);
  });

  test('asks for as many people as its strictest line', async () => {
    const tools = { [MAIL]: { require_approval: { approvers: 2, message: 'Two of us' } } };
    const on = await planning({ tools });
    const asked = await planned(on.agent, [moved(6), mail(6)]);
    await decide(on, asked);
    expect(await planned(on.agent, [moved(6), mail(6)])).toMatchObject({ code: 'approval_required' });
    expect(writesSent(on.sandbox)).toEqual([]);
    await decide(on, asked, true, 'bert');
    expect(unmarked(done(await planned(on.agent, [moved(6), mail(6)])))).toMatchObject({ done: 2 });
  });

  test.each<[string, Line[], object, string, object]>([
    [
      'the policy denies',
      [moved(6), mail(6)],
      { hide: [MAIL] },
      'policy_denied',
      { rule: '(hidden)', line: 2 },
    ],
    [
      'only reads',
      [{ tool: 'whmcs_get_invoice', arguments: { invoiceid: 1 } }],
      {},
      'invalid_arguments',
      { line: 1 },
    ],
    [
      'is a plan',
      [moved(6), { tool: PLAN, arguments: { calls: [moved(7)] } }],
      {},
      'invalid_arguments',
      { line: 2 },
    ],
    ['is there twice', [moved(6), moved(7), moved(6)], {}, 'invalid_arguments', { line: 3 }],
    ['names no tool', [{ tool: 'whmcs_nothing', arguments: {} }], {}, 'invalid_arguments', { line: 1 }],
    [
      'goes past a limit with the others',
      [moved(6), moved(7), moved(8)],
      { tools: { [UPDATE]: { limits: [{ counter: 'two', window: 'day', max: 2 }] } } },
      'rate_limited',
      { rule: `/tools/${UPDATE}/limits/0` },
    ],
  ])('is refused whole where a line %s', async (_, calls, policy, code, details) => {
    const { agent, app, sandbox } = await planning(policy);
    expect(await planned(agent, calls)).toMatchObject({ code, details });
    expect(await app.approvals.list({ states: ['pending'], limit: 5 })).toEqual([]);
    expect(writesSent(sandbox)).toEqual([]);
  });

  test('takes 50 lines at most, and no credential', async () => {
    const { agent } = await planning();
    const many = Array.from({ length: 51 }, (_, index) => moved(index + 1));
    expect(await planned(agent, many)).toMatchObject({ code: 'invalid_arguments' });
    const secret = {
      tool: 'whmcs_module_change_password',
      arguments: { serviceid: 1, servicepassword: 'x-y-z' },
    };
    expect(await planned(agent, [secret])).toMatchObject({ code: 'invalid_arguments' });
  });

  test('counts each line when it runs', async () => {
    const on = await planning({
      tools: { [UPDATE]: { limits: [{ counter: 'two', window: 'day', max: 2 }] } },
    });
    await decide(on, await planned(on.agent, [moved(6), moved(7)]));
    done(await on.agent.call(UPDATE, moved(8).arguments));
    const told = unmarked(done(await planned(on.agent, [moved(6), moved(7)])));
    expect(states(told)).toEqual(['done', 'left out']);
    expect(told.lines).toMatchObject([{}, { code: 'rate_limited', rule: `/tools/${UPDATE}/limits/0` }]);
  });

  test('of a caller of single clients holds none of others', async () => {
    const { connectAs, sandbox } = await planning({ grants: { desk: { clients: [6] } } });
    const agent = await connectAs({
      id: 'desk',
      caller: { name: 'desk@example.com', channel: 'http', grant: 'desk' },
    });
    expect(await planned(agent, [moved(6), moved(7)])).toMatchObject({
      details: { rule: '(clients)', line: 2 },
    });
    expect(await planned(agent, [moved(6)])).toMatchObject({ code: 'approval_required' });
    expect(writesSent(sandbox)).toEqual([]);
  });
});
