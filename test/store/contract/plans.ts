import { beforeEach, expect, test } from 'vitest';
import type { ApprovalRows, NewApproval } from '../../../src/store/index.js';
import {
  approvalIn,
  cancelOrder,
  DAY,
  HOUR,
  later,
  MINUTE,
  NOON,
  RULES,
  saying,
} from '../../approvals/samples.js';
import type { Current } from './engine.js';

const PLAN: Partial<NewApproval> = { tool: 'whmcs_plan', digest: 'a plan', lines: ['one', 'two', 'three'] };

/** Requests of many calls, which people decide on line by line. */
export function planContract(current: Current): void {
  let rows: ApprovalRows;
  beforeEach(() => {
    rows = current.store().approvals;
  });

  const ask = (differing: Partial<NewApproval> = {}, at = NOON) =>
    rows.open(cancelOrder(differing), RULES, at);
  const asked = async (differing: Partial<NewApproval> = {}) =>
    approvalIn(await ask({ ...PLAN, ...differing })).id;
  const stateOf = async (id: string) => (await rows.get(id, NOON))?.state;

  test('its lines are kept, and so are those that a person leaves out', async () => {
    const id = await asked();
    expect(await rows.vote(id, saying(true, { denied: [3, 1, 3] }))).toMatchObject({
      counted: true,
      approval: { state: 'approved', lines: PLAN.lines, votes: [{ yes: true, denied: [1, 3] }] },
    });
    expect((await rows.list({ limit: 5 }, NOON))[0]).toMatchObject({ votes: [{ denied: [1, 3] }] });
    expect((await rows.get(await asked({ digest: 'b' }), NOON))?.votes).toEqual([]);
  });

  test('one no to a line is a no of all; with no line left it is one to the whole', async () => {
    const id = await asked({ approvers: 2 });
    await rows.vote(id, saying(true, { denied: [2] }));
    expect(await stateOf(id)).toBe('pending');
    expect(await rows.vote(id, saying(true, { who: 'Ben', denied: [1] }))).toMatchObject({
      approval: { state: 'approved', votes: [{ denied: [2] }, { denied: [1] }] },
    });
    const whole = await asked({ digest: 'b', approvers: 2 });
    await rows.vote(whole, saying(true, { denied: [1, 2] }));
    expect(await rows.vote(whole, saying(true, { who: 'Ben', denied: [3] }))).toMatchObject({
      approval: { state: 'denied' },
    });
    expect(await rows.use(whole, NOON)).toBe(false);
  });

  test('a person can deny more lines later, and takes none back by agreeing once more', async () => {
    const id = await asked({ approvers: 2 });
    await rows.vote(id, saying(true, { denied: [2] }));
    for (const denied of [undefined, [], [2]])
      expect(await rows.vote(id, saying(true, { ...(denied && { denied }) }))).toMatchObject({
        counted: false,
        why: 'repeated',
      });
    expect(await rows.vote(id, saying(true, { denied: [3] }))).toMatchObject({
      approval: { state: 'pending', votes: [{ who: 'Anna', denied: [2, 3] }] },
    });
    await rows.vote(id, saying(true, { who: 'Ben' }));
    expect(await rows.vote(id, saying(true, { who: 'Cleo' }))).toMatchObject({ why: 'settled' });
    expect(await rows.vote(id, saying(true, { who: 'Cleo', denied: [2] }))).toMatchObject({ why: 'settled' });
    expect(await rows.vote(id, saying(true, { who: 'Ben', denied: [1] }))).toMatchObject({
      approval: { state: 'denied' },
    });
  });

  test('what it has begun to carry out is stopped within its time, and stays used', async () => {
    const id = await asked();
    await rows.vote(id, saying(true));
    await rows.use(id, NOON);
    const some = await rows.vote(id, saying(true, { who: 'Ben', denied: [3], at: later(MINUTE) }));
    expect(some).toMatchObject({ approval: { state: 'used', votes: [{}, { who: 'Ben', denied: [3] }] } });
    const rest = await rows.vote(id, saying(false, { who: 'Cleo', at: later(2 * MINUTE) }));
    expect(rest).toMatchObject({ approval: { state: 'used', votes: [{}, {}, { who: 'Cleo', yes: false }] } });
    expect(await rows.vote(id, saying(false, { at: later(3 * MINUTE) }))).toMatchObject({ why: 'settled' });
    const over = await asked({ digest: 'b' });
    await rows.vote(over, saying(true));
    await rows.use(over, NOON);
    expect(await rows.vote(over, saying(false, { at: later(15 * MINUTE) }))).toMatchObject({
      why: 'settled',
    });
  });

  test('lines that there are not count nothing, and single calls have none', async () => {
    const [plan, single] = [await asked(), approvalIn(await ask()).id];
    for (const denied of [[0], [4], [1.5], [-1], [Number.NaN]])
      expect(await rows.vote(plan, saying(true, { denied }))).toMatchObject({ counted: false, why: 'lines' });
    expect(await rows.vote(single, saying(true, { denied: [1] }))).toMatchObject({ why: 'lines' });
    expect([await stateOf(plan), await stateOf(single)]).toEqual(['pending', 'pending']);
  });

  test('who may not vote denies no line either', async () => {
    const id = await asked({ grant: 'support' });
    for (const [differing, why] of [
      [{ who: 'agent' }, 'own'],
      [{ channel: 'elicitation' }, 'channel'],
      [{ grants: ['billing'] }, 'grant'],
    ] as const)
      expect(await rows.vote(id, saying(true, { ...differing, denied: [1] }))).toMatchObject({ why });
    expect((await ask({ digest: 'one', grant: 'support' })).kind).toBe('opened');
  });

  test('the call of a denied line is denied by itself for an hour, to this caller', async () => {
    const id = await asked();
    await rows.vote(id, saying(true, { denied: [2] }));
    const single = (differing: Partial<NewApproval>, at = NOON) => ask({ revision: 'r2', ...differing }, at);
    expect(await single({ digest: 'two' }, later(HOUR - 1))).toMatchObject({
      kind: 'denied',
      line: 2,
      approval: { id, state: 'expired' },
    });
    expect(await rows.meeting(cancelOrder({ digest: 'two' }), RULES, NOON)).toMatchObject({ kind: 'denied' });
    for (const other of [
      { digest: 'one' },
      { digest: 'two', caller: 'other' },
      { digest: 'two', installation: 'there' },
    ])
      expect((await single(other)).kind).toBe('opened');
    expect((await single({ digest: 'two' }, later(HOUR))).kind).toBe('opened');
    const whole = await asked({ digest: 'b', lines: ['four', 'five'] });
    await rows.vote(whole, saying(false));
    for (const digest of ['four', 'five'])
      expect(await ask({ digest })).toMatchObject({ kind: 'denied', approval: { id: whole } });
  });

  test('a denied line outlives an older yes to its call, and goes with its request', async () => {
    const single = approvalIn(await ask({ digest: 'two' })).id;
    await rows.vote(single, saying(true));
    const id = await asked();
    await rows.vote(id, saying(true, { denied: [2] }));
    expect(await ask({ digest: 'two' })).toMatchObject({ kind: 'denied', approval: { id } });
    await rows.use(id, NOON);
    for (let turn = 0; turn < 3; turn += 1) await ask({ digest: `later ${turn}` }, later(40 * DAY));
    expect(await rows.get(id, NOON)).toBeUndefined();
  });
}
