import { describe, expect, test } from 'vitest';
import { until } from '../harness.js';
import { type Stage, staged } from './stage.js';

const PAY = 'whmcs_add_payment';
const SENT = 'AddInvoicePayment';

const count = (list: readonly string[], action: string) => list.filter((one) => one === action).length;

/** Lets something happen each time that a face of the first server's state has answered, before the answer is heard. */
function afterwards<T extends object, K extends keyof T>(face: T, name: K, happen: () => unknown): void {
  const asked = face[name];
  if (typeof asked !== 'function') throw new Error('this is no question');
  const answered = async (...args: unknown[]) => {
    const answer: unknown = await asked.apply(face, args);
    happen();
    return answer;
  };
  Object.assign(face, { [name]: answered });
}

describe('the last look sees what happens while it waits for its own answers', () => {
  test('a halt that comes while the lease is looked at stops the call', async () => {
    const stage = await staged();
    const { app, agent, whmcs, payment, halt } = stage;
    afterwards((await app.store()).leases, 'ensure', halt);
    const answer = await agent.call(PAY, payment);
    expect(answer).toMatchObject({ code: 'policy_denied', details: { rule: '(halted)' } });
    expect(whmcs.seen).not.toContain(SENT);
  });

  test('a policy that is tightened while the kill switch is looked at stops the call', async () => {
    const stage = await staged();
    const { app, agent, whmcs, payment, denyPayments } = stage;
    const { killSwitch, leases } = await app.store();
    let last = false;
    afterwards(leases, 'ensure', () => {
      last = true;
    });
    afterwards(killSwitch, 'halted', () => last && denyPayments());
    const answer = await agent.call(PAY, payment);
    expect(answer).toMatchObject({ code: 'policy_denied', details: { rule: '(policy changed)' } });
    expect(whmcs.seen).not.toContain(SENT);
  });
});

test('a record is read again after a turn of a server whose clock is behind', async () => {
  const stage = await staged({ lag: 1_500 });
  const { sandbox, whmcs, agent, other, payment, payInvoice } = stage;
  const read = () => sandbox.requests.filter(({ action }) => action === 'GetInvoice').length;
  const ahead = whmcs.hold('UpdateInvoice');
  const update = other.call('whmcs_update_invoice', { invoiceid: payment.invoiceid, notes: 'x' });
  await ahead.arrived;
  const before = read();
  const paying = agent.call(PAY, payment);
  await until(() => read() > before);
  payInvoice();
  ahead.release();
  expect((await update).isError).toBe(false);
  expect((await paying).text).toContain('It is not open.');
  expect(whmcs.seen).not.toContain(SENT);
});

interface Pair {
  record: string;
  /** The read that says whose it is, which can't be had. */
  read: string;
  first: readonly [tool: string, action: string, args: Record<string, unknown>];
  second: readonly [tool: string, action: string, args: Record<string, unknown>];
}

const PAIRS: readonly Pair[] = [
  {
    record: 'ticket',
    read: 'GetTicket',
    first: ['whmcs_add_ticket_note', 'AddTicketNote', { ticketid: 1, message: 'one' }],
    second: ['whmcs_update_ticket', 'UpdateTicket', { ticketid: 1, status: 'Closed' }],
  },
  {
    record: 'order',
    read: 'GetOrders',
    first: ['whmcs_pending_order', 'PendingOrder', { orderid: 1 }],
    second: ['whmcs_cancel_order', 'CancelOrder', { orderid: 1 }],
  },
  {
    record: 'service',
    read: 'GetClientsProducts',
    first: ['whmcs_module_unsuspend', 'ModuleUnsuspend', { serviceid: 1 }],
    second: ['whmcs_module_change_password', 'ModuleChangePw', { serviceid: 1 }],
  },
  {
    record: 'domain',
    read: 'GetClientsDomains',
    first: [
      'whmcs_update_domain_lock_status',
      'DomainUpdateLockingStatus',
      { domainid: 1, lockstatus: true },
    ],
    second: ['whmcs_renew_domain', 'DomainRenew', { domainid: 1 }],
  },
];

/** Time for a second write to overtake the first, if nothing keeps it: more questions than it has itself. */
async function timeToOvertake({ other }: Stage): Promise<void> {
  for (let n = 0; n < 12; n += 1) expect((await other.call('whmcs_get_stats')).isError).toBe(false);
}

describe('two writes to one record do not overlap, also where nobody can tell whose it is', () => {
  test.each(PAIRS)('$record', async ({ read, first, second }) => {
    const stage = await staged({ rule: false });
    const { sandbox, whmcs, agent, other } = stage;
    sandbox.misbehave({ kind: 'html', actions: [read] });
    const ahead = whmcs.hold(first[1]);
    const one = agent.call(first[0], first[2]);
    await ahead.arrived;
    const reads = count(whmcs.seen, read);
    const two = other.call(second[0], second[2]);
    await until(() => count(whmcs.seen, read) > reads);
    await timeToOvertake(stage);
    expect(count(whmcs.seen, second[1])).toBe(0);
    ahead.release();
    await Promise.all([one, two]);
    expect(count(whmcs.seen, second[1])).toBe(1);
  });
});
