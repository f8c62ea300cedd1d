// Takes its time: five waits, each led to the brink several times.
import { describe, expect, test } from 'vitest';
import { type Answer, until } from '../harness.js';
import { type Stage, staged } from './stage.js';

const PAY = 'whmcs_add_payment';
const SENT = 'AddInvoicePayment';

const count = (list: readonly string[], action: string) => list.filter((one) => one === action).length;
/** How many of an action WHMCS has answered: what is changed from then on was not in its answer. */
const answered = ({ sandbox }: Stage, action: string) =>
  sandbox.requests.filter((one) => one.action === action && one.result === 'success').length;
const settled = () => new Promise((next) => setImmediate(next));

/** Leads a payment into one wait, lets something happen there, ends the wait, and resolves to what the agent is told. */
type Wait = (stage: Stage, happen: () => unknown) => Promise<Answer>;

/** Its last read before it is sent. */
async function untilChecked({ whmcs, agent, payment }: Stage) {
  const check = whmcs.hold('GetTransactions');
  const answer = agent.call(PAY, payment);
  await check.arrived;
  return { answer, check };
}

const WAITS = {
  async 'its turn'(stage, happen) {
    const { whmcs, agent, other, payment } = stage;
    const ahead = whmcs.hold('UpdateInvoice');
    const update = other.call('whmcs_update_invoice', { invoiceid: payment.invoiceid, notes: 'x' });
    await ahead.arrived;
    const read = answered(stage, 'GetInvoice');
    const answer = agent.call(PAY, payment);
    // Whose invoice it is has been read; what it waits for now is held.
    await until(() => answered(stage, 'GetInvoice') > read);
    await happen();
    ahead.release();
    expect((await update).isError).toBe(false);
    return answer;
  },

  async 'a person'({ app, agent, payment }, happen) {
    const answer = agent.call(PAY, payment);
    const pending = async () => (await app.approvals.list({ states: ['pending'], limit: 5 }))[0];
    let request = await pending();
    for (; request === undefined; request = await pending()) await settled();
    await happen();
    const vote = { who: 'somebody', channel: 'cli', yes: true, reason: '' } as const;
    expect(await app.approvals.vote(request.id, vote)).toMatchObject({ counted: true });
    return answer;
  },

  async 'its checks'(stage, happen) {
    const { answer, check } = await untilChecked(stage);
    await happen();
    check.release();
    return answer;
  },

  async 'its slot'(stage, happen) {
    const { app, whmcs, agent } = stage;
    const { answer, check } = await untilChecked(stage);
    // There is one slot: this read is next, and the payment comes after it.
    const before = whmcs.hold('GetStats');
    const stats = agent.call('whmcs_get_stats');
    await settled();
    check.release();
    await before.arrived;
    const intents = async () => (await app.journal.calls({ kinds: ['intent'], limit: 5 })).calls.length;
    while ((await intents()) === 0) await settled();
    await settled();
    await happen();
    before.release();
    expect((await stats).isError).toBe(false);
    return answer;
  },

  async 'another try'(stage, happen) {
    const { whmcs, onLog } = stage;
    const { answer, check } = await untilChecked(stage);
    whmcs.shut();
    let happened: unknown;
    onLog('whmcs.retry', () => {
      if (happened !== undefined) return;
      happened = happen() ?? true;
      whmcs.open();
    });
    check.release();
    const told = await answer;
    expect(happened).toBeDefined();
    await happened;
    return told;
  },
} satisfies Record<string, Wait>;

/** Time for a second write to overtake the first, if nothing keeps it: more questions than it has itself. */
async function timeToOvertake({ other }: Stage): Promise<void> {
  for (let n = 0; n < 12; n += 1) expect((await other.call('whmcs_get_stats')).isError).toBe(false);
}

type WaitName = keyof typeof WAITS;
const EVERY = Object.keys(WAITS) as WaitName[];
/** Waits with its lease in hand. */
const IN_TURN: readonly WaitName[] = ['its slot', 'another try'];

const stageFor = (wait: WaitName) => staged({ asks: wait === 'a person' });

/** Nothing of a payment that did not leave is counted, and the journal knows of none that is under way. */
async function expectNothingLeft({ app, whmcs }: Stage): Promise<void> {
  expect(count(whmcs.seen, SENT)).toBe(0);
  const payments = (await app.guard.limits()).filter(({ counter }) => counter === 'payments');
  expect(payments.filter(({ used }) => Number(used) !== 0)).toEqual([]);
  const { calls } = await app.journal.calls({ tool: PAY, limit: 20 });
  expect(calls.length).toBeGreaterThan(0);
  expect(
    calls.filter(({ state }) => !['refused', 'failed'].includes(state)).map(({ state }) => state),
  ).toEqual([]);
}

describe('a write waits for', () => {
  test.each(EVERY)('%s, and then leaves, once', async (wait) => {
    const stage = await stageFor(wait);
    const answer = await WAITS[wait](stage, () => {});
    expect(answer.text).toContain('success');
    expect(count(stage.whmcs.seen, SENT)).toBe(1);
  });

  test.each(EVERY)('%s: a halt meanwhile stops it', async (wait) => {
    const stage = await stageFor(wait);
    const answer = await WAITS[wait](stage, stage.halt);
    expect(answer).toMatchObject({ code: 'policy_denied', details: { rule: '(halted)' } });
    await expectNothingLeft(stage);
  });

  test.each(EVERY)('%s: a policy that is tightened meanwhile stops it', async (wait) => {
    const stage = await stageFor(wait);
    const answer = await WAITS[wait](stage, stage.denyPayments);
    expect(answer.code).toBe('policy_denied');
    await expectNothingLeft(stage);
  });

  test.each(['its turn', 'a person'] as const)('%s: its record is read again', async (wait) => {
    const stage = await stageFor(wait);
    const answer = await WAITS[wait](stage, stage.payInvoice);
    expect(answer).toMatchObject({ code: 'policy_denied', text: expect.stringContaining('It is not open.') });
    await expectNothingLeft(stage);
  });

  test.each(EVERY)('%s: the same call by somebody else leaves no second time', async (wait) => {
    const stage = await stageFor(wait);
    let second: Promise<Answer> | undefined;
    const first = await WAITS[wait](stage, () => {
      second = stage.other.call(PAY, stage.payment);
      return wait === 'a person' ? settled() : undefined;
    });
    const answers = [first, await second];
    expect(count(stage.whmcs.seen, SENT)).toBe(1);
    expect(answers.filter((answer) => answer?.isError === false)).toHaveLength(1);
    expect(answers.find((answer) => answer?.isError)?.code).toBe('duplicate_call');
  });

  test.each(IN_TURN)('%s: nobody changes its record meanwhile', async (wait) => {
    const stage = await stageFor(wait);
    const { whmcs, payment, other } = stage;
    let change: Promise<Answer> | undefined;
    const answer = await WAITS[wait](stage, () => {
      change = other.call('whmcs_update_invoice', { invoiceid: payment.invoiceid, status: 'Cancelled' });
    });
    expect(answer.isError).toBe(false);
    expect((await change)?.isError).toBe(false);
    expect(whmcs.seen.filter((action) => [SENT, 'UpdateInvoice'].includes(action))).toEqual([
      SENT,
      'UpdateInvoice',
    ]);
  });

  test('its checks: whoever changes its record meanwhile goes first, and it is judged anew', async () => {
    const stage = await stageFor('its checks');
    const { whmcs, payment, other } = stage;
    const answer = await WAITS['its checks'](stage, async () => {
      const change = { invoiceid: payment.invoiceid, status: 'Cancelled' };
      expect((await other.call('whmcs_update_invoice', change)).isError).toBe(false);
    });
    expect(answer).toMatchObject({ code: 'policy_denied', text: expect.stringContaining('It is not open.') });
    expect(count(whmcs.seen, 'UpdateInvoice')).toBe(1);
    await expectNothingLeft(stage);
  });

  test.each(IN_TURN)('%s for so long that its turn is lost: it does not leave', async (wait) => {
    const stage = await stageFor(wait);
    const answer = await WAITS[wait](stage, () => stage.loseTurns());
    expect(answer).toMatchObject({ code: 'rate_limited', details: { rule: '(one write at a time)' } });
    await expectNothingLeft(stage);
  });
});

test('a call of somebody else that changes the record while a person is asked makes what they saw void', async () => {
  const stage = await staged({ asks: true });
  const { sandbox, whmcs, payment, other } = stage;
  const invoice = sandbox.state.invoices.find((one) => one.id === payment.invoiceid);
  const items = (invoice?.lines ?? []).map(({ id, description }) => ({
    id,
    description,
    amount: '0.01',
    taxed: false,
  }));
  const answer = await WAITS['a person'](stage, async () => {
    const change = await other.call('whmcs_update_invoice', { invoiceid: payment.invoiceid, items });
    expect(change.isError).toBe(false);
  });
  expect(answer).toMatchObject({ code: 'approval_required', details: { state: 'void' } });
  expect(answer.text).toContain('invoice.total');
  expect(count(whmcs.seen, SENT)).toBe(0);
});

test('a halt that comes while the approval is consumed stops the call, and gives the approval back', async () => {
  const stage = await staged({ asks: true });
  const { app } = stage;
  const rows = (await app.store()).approvals;
  const use = rows.use.bind(rows);
  const halting: typeof use = async (...args) => {
    const taken = await use(...args);
    stage.halt();
    return taken;
  };
  const answer = await WAITS['a person'](stage, () => Object.assign(rows, { use: halting }));
  expect(answer).toMatchObject({ code: 'policy_denied', details: { rule: '(halted)' } });
  await expectNothingLeft(stage);
  const [request] = await app.approvals.list({ states: ['approved'], limit: 5 });
  expect(request?.state).toBe('approved');
});

test('an approval that the last look did not let pass is good for the next call', async () => {
  const stage = await staged({ asks: true });
  const { app, agent, payment } = stage;
  const waits = WAITS['its slot'];
  const first = agent.call(PAY, payment);
  const pending = async () => (await app.approvals.list({ states: ['pending'], limit: 5 }))[0];
  let request = await pending();
  for (; request === undefined; request = await pending()) await settled();
  stage.halt();
  await app.approvals.vote(request.id, { who: 'somebody', channel: 'cli', yes: true, reason: '' });
  expect((await first).details.rule).toBe('(halted)');
  stage.resume();
  const refused = await waits(stage, stage.halt);
  expect(refused.details).toMatchObject({ rule: '(halted)' });
  expect((await app.approvals.get(request.id))?.state).toBe('approved');
  await expectNothingLeft(stage);
  stage.resume();
  expect((await agent.call(PAY, payment)).isError).toBe(false);
  expect((await app.approvals.get(request.id))?.state).toBe('used');
});

test('three payments of one balance at once: the first is booked, the others find it paid', async () => {
  const { sandbox, agent, other, payment, whmcs } = await staged();
  const balance = JSON.parse(
    (await agent.call('whmcs_get_invoice', { invoiceid: payment.invoiceid })).text,
  ).balance;
  const pay = (who: typeof agent, transid: string) => who.call(PAY, { ...payment, amount: balance, transid });
  const answers = await Promise.all([pay(agent, 'A'), pay(other, 'B'), pay(agent, 'C')]);
  expect(answers.filter((answer) => !answer.isError)).toHaveLength(1);
  expect(new Set(answers.flatMap((answer) => answer.code ?? []))).toEqual(new Set(['policy_denied']));
  expect(count(whmcs.seen, SENT)).toBe(1);
  expect(sandbox.state.transactions.filter((one) => one.invoiceId === payment.invoiceid)).toHaveLength(1);
});

test('a record that changes hands between the look at its owner and the turn is waited for again', async () => {
  const stage = await staged();
  const { sandbox, whmcs, agent, other, payment } = stage;
  const invoice = sandbox.state.invoices.find((one) => one.id === payment.invoiceid);
  const heir = sandbox.state.clients.find((one) => one.id !== invoice?.clientId);
  if (invoice === undefined || heir === undefined) throw new Error('the sandbox is too small');
  const ahead = whmcs.hold('UpdateInvoice');
  const update = other.call('whmcs_update_invoice', { invoiceid: payment.invoiceid, notes: 'x' });
  await ahead.arrived;
  const read = answered(stage, 'GetInvoice');
  const paying = agent.call(PAY, payment);
  await until(() => answered(stage, 'GetInvoice') > read);
  invoice.clientId = heir.id;
  const heirs = whmcs.hold('UpdateClient');
  const changing = other.call('whmcs_update_client', { clientid: heir.id, city: 'Elsewhere' });
  await heirs.arrived;
  ahead.release();
  await update;
  // It has its turn with the former owner, and now waits for the heir.
  await until(() => answered(stage, 'GetInvoice') > read + 1);
  await timeToOvertake(stage);
  expect(whmcs.seen).not.toContain(SENT);
  heirs.release();
  expect([(await changing).isError, (await paying).isError]).toEqual([false, false]);
});

describe('two writes do not overlap', () => {
  const cities = (stage: Stage) => {
    const { sandbox, payment, other } = stage;
    const clientid = sandbox.state.invoices.find((one) => one.id === payment.invoiceid)?.clientId;
    return other.call('whmcs_update_client', { clientid, city: 'Elsewhere' });
  };

  test('of one client, whatever record they name', async () => {
    const stage = await staged();
    const { whmcs, agent, payment } = stage;
    const first = whmcs.hold('UpdateClient');
    const changing = cities(stage);
    await first.arrived;
    const paying = agent.call(PAY, payment);
    await until(() => whmcs.seen.includes('GetInvoice'));
    await timeToOvertake(stage);
    expect(whmcs.seen).not.toContain(SENT);
    first.release();
    expect([(await changing).isError, (await paying).isError]).toEqual([false, false]);
  });

  test('of one invoice, also where its owner can not be read', async () => {
    const stage = await staged({ rule: false });
    const { sandbox, whmcs, agent, other, payment } = stage;
    sandbox.misbehave({ kind: 'html', actions: ['GetInvoice'] });
    const first = whmcs.hold('UpdateInvoice');
    const change = { invoiceid: payment.invoiceid };
    const one = agent.call('whmcs_update_invoice', { ...change, notes: 'one' });
    await first.arrived;
    const read = count(whmcs.seen, 'GetInvoice');
    const two = other.call('whmcs_update_invoice', { ...change, notes: 'two' });
    await until(() => count(whmcs.seen, 'GetInvoice') > read);
    await timeToOvertake(stage);
    expect(count(whmcs.seen, 'UpdateInvoice')).toBe(1);
    first.release();
    expect([(await one).isError, (await two).isError]).toEqual([false, false]);
  });

  test('that book one transaction: the second finds it booked', async () => {
    const stage = await staged();
    const { sandbox, whmcs, agent, other, payment } = stage;
    const mine = sandbox.state.invoices.find((one) => one.id === payment.invoiceid);
    const another = sandbox.state.invoices.find(
      (one) => one.status === 'Unpaid' && one.clientId !== mine?.clientId,
    );
    const first = whmcs.hold(SENT);
    const one = agent.call(PAY, payment);
    await first.arrived;
    const two = other.call(PAY, { ...payment, invoiceid: another?.id });
    await until(() => count(whmcs.seen, 'GetInvoice') > 1);
    await timeToOvertake(stage);
    first.release();
    expect((await one).isError).toBe(false);
    expect((await two).code).toBe('duplicate_call');
    expect(count(whmcs.seen, SENT)).toBe(1);
  });
});
