import { expect, test } from 'vitest';
import { installationIdOf } from '../../src/app.js';
import { StoreFault } from '../../src/store/index.js';
import { until } from '../harness.js';
import { type Stage, staged } from './stage.js';

const PAY = 'whmcs_add_payment';

const answered = ({ sandbox }: Stage, action: string) =>
  sandbox.requests.filter((one) => one.action === action && one.result === 'success').length;

const requestsOf = ({ app }: Stage) => app.approvals.list({ limit: 5 });

async function asked(stage: Stage) {
  let [request] = await requestsOf(stage);
  for (; request === undefined; [request] = await requestsOf(stage)) {
    await new Promise((next) => setImmediate(next));
  }
  return request;
}

test('while writes are halted, nothing is read for one', async () => {
  const stage = await staged();
  stage.halt();
  expect((await stage.agent.call(PAY, stage.payment)).details.rule).toBe('(halted)');
  expect(stage.whmcs.seen).toEqual([]);
});

test('a halt that comes while a record is read stops the call before anybody is asked', async () => {
  const stage = await staged({ asks: true });
  const read = stage.whmcs.hold('GetInvoice');
  const answer = stage.agent.call(PAY, stage.payment);
  await read.arrived;
  stage.halt();
  read.release();
  expect((await answer).details.rule).toBe('(halted)');
  expect(await requestsOf(stage)).toEqual([]);
});

/** A payment that a person approved, and that waits for its turn when this happens. */
async function approvedAndWaiting(stage: Stage, happen: (id: string) => Promise<void> | void) {
  const { app, whmcs, agent, other, payment } = stage;
  const answer = agent.call(PAY, payment);
  const { id } = await asked(stage);
  const ahead = whmcs.hold('UpdateInvoice');
  const update = other.call('whmcs_update_invoice', { invoiceid: payment.invoiceid, notes: 'x' });
  await ahead.arrived;
  const read = answered(stage, 'GetInvoice');
  await app.approvals.vote(id, { who: 'somebody', channel: 'cli', yes: true, reason: '' });
  // It has heard of the yes, and waits for its turn.
  await until(() => answered(stage, 'GetInvoice') > read);
  await happen(id);
  ahead.release();
  await update;
  expect(await answer).toMatchObject({ code: 'approval_required', details: { approval: id, state: 'void' } });
  expect(await requestsOf(stage)).toHaveLength(1);
  expect(whmcs.seen).not.toContain('AddInvoicePayment');
}

test('a request that was approved and is void by the turn of its call ends the call: nobody is asked again', async () => {
  const stage = await staged({ asks: true });
  await approvedAndWaiting(stage, (id) => stage.app.approvals.makeVoid(id, 'Somebody thought better of it.'));
});

test('a yes under one policy is none under another, though that asks for the same', async () => {
  const stage = await staged({ asks: true });
  await approvedAndWaiting(stage, () => stage.askAnew());
});

test('a write whose server was lost on the way is not made again: nobody knows what became of it', async () => {
  const stage = await staged();
  const { whmcs, agent, other, payment } = stage;
  const sending = whmcs.hold('AddInvoicePayment');
  const first = agent.call(PAY, payment);
  await sending.arrived;
  // Its lease lapses as that of a dead process does, and its outcome is not in the journal.
  stage.loseTurns();
  const again = await other.call(PAY, payment);
  expect(again).toMatchObject({ code: 'outcome_unknown', details: { sent: false } });
  sending.release();
  await first;
  expect(whmcs.seen.filter((action) => action === 'AddInvoicePayment')).toHaveLength(1);
});

test('the next write may go only once the journal says what came of the one before', async () => {
  const { app, agent, whmcs, payment } = await staged();
  const { leases, journal, calls } = await app.store();
  const key = `${installationIdOf(whmcs.url)} invoice ${payment.invoiceid}`;
  const seen: [isHeld: boolean, outcomes: number][] = [];
  const look = async () =>
    seen.push([await leases.held(key), (await journal.find({ kinds: ['outcome'], limit: 5 })).length]);
  const end = calls.end.bind(calls);
  let isBusy = true;
  Object.assign(calls, {
    end: async (...args: Parameters<typeof end>) => {
      await look();
      if (isBusy) {
        isBusy = false;
        throw new StoreFault('busy', 'state.db');
      }
      await end(...args);
      await look();
    },
  });
  expect((await agent.call(PAY, payment)).isError).toBe(false);
  expect(seen).toEqual([
    [true, 0],
    [true, 0],
    [false, 1],
  ]);
});
