import { beforeEach, expect, test } from 'vitest';
import type { ApprovalRows, NewApproval } from '../../../src/store/index.js';
import { cancelOrder, HOUR, later, MINUTE, NOON, RULES, saying } from '../../approvals/samples.js';
import type { Current } from './engine.js';

const held = (dueAt: Date) => ({ dueAt, args: { ticketid: 1, message: 'Ä' }, channel: 'http' });
const anna = { who: 'Anna', channel: 'console', at: NOON };

/** Calls that wait before they leave by themselves. */
export function heldContract(current: Current): void {
  let rows: ApprovalRows;
  beforeEach(() => {
    rows = current.store().approvals;
  });

  async function hold(dueMs: number, differing: Partial<NewApproval> = {}): Promise<string> {
    const row = cancelOrder({ lifetimeMs: HOUR, held: held(later(dueMs)), ...differing });
    expect(await rows.open({ ...row, digest: row.id }, RULES, NOON)).toMatchObject({ kind: 'opened' });
    return row.id;
  }
  const stateOf = async (id: string, at = NOON) => (await rows.get(id, at))?.state;
  const toSend = async (at: Date) => (await rows.toSend('here', 10, at)).map(({ id }) => id);

  test('is kept with its exact arguments, and lapses an hour after its time', async () => {
    const id = await hold(10 * MINUTE);
    expect(await rows.get(id, NOON)).toMatchObject({
      held: held(later(10 * MINUTE)),
      expiresAt: later(10 * MINUTE + HOUR),
    });
    const asked = cancelOrder();
    await rows.open(asked, RULES, NOON);
    const ids = async (of: object) =>
      (await rows.list({ limit: 9, ...of }, NOON)).map((one) => one.id).toSorted();
    expect(await ids({ held: true })).toEqual([id]);
    expect(await ids({ held: false })).toEqual([asked.id]);
    expect(await ids({})).toEqual([id, asked.id].toSorted());
  });

  test('is handed out once its time has come or somebody released it, the longest overdue first', async () => {
    const late = await hold(20 * MINUTE);
    const soon = await hold(10 * MINUTE);
    const never = await hold(30 * MINUTE);
    await hold(MINUTE, { installation: 'elsewhere' });
    expect(await rows.due('here', later(9 * MINUTE))).toBe(false);
    expect(await toSend(later(9 * MINUTE))).toEqual([]);
    expect(await rows.vote(never, saying(true))).toMatchObject({ counted: true });
    expect(await rows.due('here', NOON)).toBe(true);
    expect(await toSend(later(20 * MINUTE))).toEqual([soon, late, never]);
    expect(await stateOf(soon, later(20 * MINUTE))).toBe('approved');
    expect(await rows.use(soon, later(20 * MINUTE))).toBe(true);
    expect(await rows.use(soon, later(20 * MINUTE))).toBe(false);
    expect(await toSend(later(20 * MINUTE))).toEqual([late, never]);
  });

  test('is not sent after it was dropped, and not when it is an hour late', async () => {
    const [dropped, late] = [await hold(MINUTE), await hold(MINUTE)];
    expect(await rows.vote(dropped, saying(false))).toMatchObject({ counted: true });
    expect(await toSend(later(2 * HOUR))).toEqual([]);
    expect(await stateOf(late, later(2 * HOUR))).toBe('expired');
    expect(await rows.due('here', later(2 * HOUR))).toBe(false);
  });

  test('says what became of it once it is used, and no request does', async () => {
    const [id, waits] = [await hold(MINUTE), await hold(30 * MINUTE)];
    const asked = cancelOrder();
    await rows.open(asked, RULES, NOON);
    await rows.vote(asked.id, saying(true));
    await rows.use(asked.id, NOON);
    await toSend(later(MINUTE));
    await rows.use(id, later(MINUTE));
    for (const one of [id, waits, asked.id]) await rows.noteUse(one, 'Nobody knows.', later(MINUTE));
    const notes = [id, waits, asked.id].map(async (one) => (await rows.get(one, later(MINUTE)))?.note);
    expect(await Promise.all(notes)).toEqual(['Nobody knows.', '', '']);
  });

  test('is put off, never forward, and only by whom it concerns', async () => {
    const id = await hold(10 * MINUTE, { grant: 'support' });
    const other = { ...anna, grants: ['billing'] };
    expect(await rows.postpone(id, later(HOUR), other)).toMatchObject({ counted: false, why: 'grant' });
    expect(await rows.postpone(id, later(20 * MINUTE), anna)).toMatchObject({ counted: true });
    expect(await rows.postpone(id, NOON, anna)).toMatchObject({
      approval: { held: { dueAt: later(20 * MINUTE) }, expiresAt: later(20 * MINUTE + HOUR) },
    });
    const asked = cancelOrder();
    await rows.open(asked, RULES, NOON);
    expect(await rows.postpone(asked.id, later(HOUR), anna)).toEqual({ counted: false, why: 'unknown' });
  });

  test('is replaced as a whole, by one person, while it has not left', async () => {
    const id = await hold(10 * MINUTE, { grant: 'support' });
    const next = cancelOrder({ lifetimeMs: HOUR, grant: 'support', held: held(later(10 * MINUTE)) });
    const own = { ...anna, who: 'agent' };
    expect(await rows.replace(id, next, '', { ...anna, grants: [] })).toMatchObject({ why: 'grant' });
    expect(await rows.replace(id, next, '', own)).toMatchObject({ why: 'own' });
    expect(await rows.replace(id, next, '', { ...anna, channel: 'elicitation' })).toMatchObject({
      why: 'channel',
    });
    const again = cancelOrder({ lifetimeMs: HOUR, grant: 'support', held: held(later(10 * MINUTE)) });
    const came = await Promise.all([
      rows.replace(id, next, 'mine', anna),
      rows.replace(id, again, 'mine', { ...anna, who: 'Ben' }),
    ]);
    expect(came.map(({ counted }) => counted).toSorted()).toEqual([false, true]);
    expect(await stateOf(id)).toBe('void');
    expect(await rows.use(id, NOON)).toBe(false);
    expect((await rows.ended(NOON)).map((one) => one.id)).toEqual([id]);
  });

  test('takes no place of what waits for people, and the other way round', async () => {
    for (let count = 0; count < RULES.mostPending; count += 1) await hold(10 * MINUTE);
    expect(await rows.open(cancelOrder({ digest: 'asked' }), RULES, NOON)).toMatchObject({ kind: 'opened' });
    const more = cancelOrder({ digest: 'one more', held: held(later(MINUTE)) });
    expect(await rows.open(more, RULES, NOON)).toEqual({ kind: 'too_many', pending: RULES.mostPending });
  });
}
