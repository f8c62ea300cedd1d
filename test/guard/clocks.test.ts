import { describe, expect, test } from 'vitest';
import { type Agent, credentialsFor, done, inProcess, policyFile, sandboxed, until } from '../harness.js';

const HOUR_MS = 3_600_000;
const ALLOW = { version: '1', default: 'allow' };
/** The same call may be made again. */
const AGAIN = { ...ALLOW, classes: { write: { repeat_after: 0 } } };

const invoice = (description: string) => ({ userid: 1, items: [{ description, amount: '5.00' }] });
const make = (agent: Agent, description: string) => agent.call('whmcs_create_invoice', invoice(description));

/** A company whose clock is this far from ours, which itself is far from the one that the sandbox starts with. */
async function company(ms: number, { tellsTime = true, policy = ALLOW as object } = {}) {
  const sandbox = await sandboxed({ now: () => new Date() });
  sandbox.moveClock(ms, tellsTime);
  const agent = await inProcess({
    ...credentialsFor(sandbox),
    GUARD_POLICY: policyFile(policy),
    LOG_LEVEL: 'error',
  });
  const made = () => sandbox.requests.filter(({ action }) => action === 'CreateInvoice').length;
  return { sandbox, agent, made };
}

const OFFSETS: [string, number][] = [
  ['the same clock', 0],
  ['26 hours ahead', 26 * HOUR_MS],
  ['26 hours behind', -26 * HOUR_MS],
  ['a month ahead', 30 * 24 * HOUR_MS],
  ['a year behind', -365 * 24 * HOUR_MS],
];

describe.each(OFFSETS)('a WHMCS with %s', (_what, ms) => {
  test('an invoice that was made and told as lost is found by the time of WHMCS', async () => {
    const { sandbox, agent, made } = await company(ms);
    sandbox.misbehave({ kind: 'reset-after', actions: ['CreateInvoice'] });
    const lost = await make(agent, 'Setup');
    expect(lost).toMatchObject({ code: 'outcome_unknown', details: { read_back: { done: true } } });
    sandbox.misbehave(null);
    expect((await make(agent, 'Setup')).code).toBe('duplicate_call');
    expect(made()).toBe(1);
  });

  test('an equal one of an earlier month is not taken for it', async () => {
    const { sandbox, agent, made } = await company(ms, { policy: AGAIN });
    done(await make(agent, 'Monthly fee'));
    sandbox.moveClock(31 * 24 * HOUR_MS);
    done(await agent.call('whmcs_get_currencies'));
    sandbox.misbehave({ kind: 'reset-before', actions: ['CreateInvoice'] });
    const lost = await make(agent, 'Monthly fee');
    expect(lost.details.read_back, lost.text).toMatchObject({ done: false });
    expect(made()).toBe(2);
  });

  test('without a word of WHMCS about its time nothing is taken for not done', async () => {
    const { sandbox, agent, made } = await company(ms, { tellsTime: false });
    sandbox.misbehave({ kind: 'reset-after', actions: ['CreateInvoice'] });
    const lost = await make(agent, 'Setup');
    expect(lost.code).toBe('outcome_unknown');
    expect((lost.details.read_back as { done: unknown }).done).not.toBe(false);
    sandbox.misbehave(null);
    expect(['outcome_unknown', 'duplicate_call']).toContain((await make(agent, 'Setup')).code);
    expect(made()).toBe(1);
  });
});

test('a clock that is put right between the call and the look-up does not hide what was made', async () => {
  const { sandbox, agent, made } = await company(0);
  done(await agent.call('whmcs_get_currencies'));
  sandbox.misbehave({ kind: '500-after', actions: ['CreateInvoice', 'GetInvoices'] });
  const lost = await make(agent, 'Setup');
  expect(lost).toMatchObject({ code: 'outcome_unknown', details: { read_back: { done: null } } });
  sandbox.misbehave(null);
  sandbox.moveClock(5 * HOUR_MS);
  expect((await make(agent, 'Setup')).code).toBe('duplicate_call');
  expect(made()).toBe(1);
});

test('the clock of the sandbox runs, and its answers say what time it has', async () => {
  const sandbox = await sandboxed();
  const timeNow = async () => {
    const response = await fetch(`${sandbox.url}/includes/api.php`, { method: 'POST' });
    return Date.parse(response.headers.get('date') ?? '');
  };
  const first = await timeNow();
  expect(new Date(first).toISOString()).toMatch(/^2026-03-02T09:3/);
  await until(async () => (await timeNow()) > first);
  sandbox.moveClock(-HOUR_MS);
  expect(await timeNow()).toBeLessThan(first);
});
