import { describe, expect, test } from 'vitest';
import { sessionFor } from '../../../src/guard/index.js';
import { ALLOW_ALL, done, openProgram, policyFile } from '../../harness.js';
import { recorder } from '../../recorder.js';
import { gated } from '../gated-whmcs.js';
import { bothWays, type Company, company, DESK, GRANTS, MINE, MY_GROUP, NOWHERE, said } from './company.js';

const REFUSED = { isError: true, code: 'policy_denied', details: { rule: '(clients)' } };

const change = (clientid: number) => ({ clientid, city: 'Newtown' });

const move = <K extends 'orders' | 'invoices' | 'tickets'>(
  { sandbox }: Company,
  kind: K,
  id: number,
  to: number,
) => {
  const found = sandbox.state[kind].find((one) => one.id === id);
  if (found === undefined) throw new Error(`there is no ${kind} ${id}`);
  found.clientId = to;
};

describe('a record that changes hands', () => {
  test('after a person approved the call: it is not sent', async () => {
    const at = await company('clients', {
      policy: { tools: { whmcs_pending_order: { require_approval: true } } },
    });
    const orderid = at.mine('order');
    const call = () => at.desk.call('whmcs_pending_order', { orderid });
    const asked = await call();
    expect(asked.code).toBe('approval_required');
    const id = String(asked.details.approval);
    await at.app.approvals.vote(id, { who: 'ada', channel: 'cli', yes: true, reason: '' });
    move(at, 'orders', orderid, at.theirs('client'));
    expect(await call()).toMatchObject(REFUSED);
    expect(at.sandbox.requests.some(({ action }) => action === 'PendingOrder')).toBe(false);
  });

  test('while it is read: the answer is not told', async () => {
    const at = await company('clients');
    const whmcs = await gated(at.sandbox);
    const { connectAs } = openProgram({
      ...(await envOf(at)),
      WHMCS_API_URL: whmcs.url,
      GUARD_POLICY: policyFile({ ...ALLOW_ALL, grants: { desk: GRANTS.clients } }),
    });
    const desk = await connectAs(sessionFor({ ...DESK, grant: 'desk' }));
    const invoiceid = at.mine('invoice');
    const [whose, read] = [whmcs.hold('GetInvoice'), whmcs.hold('GetInvoice')];
    const answer = desk.call('whmcs_get_invoice', { invoiceid });
    await whose.arrived;
    whose.release();
    await read.arrived;
    move(at, 'invoices', invoiceid, at.theirs('client'));
    read.release();
    expect(said(await answer)).toEqual(said(await desk.call('whmcs_get_invoice', { invoiceid: NOWHERE })));
  });
});

async function envOf({ sandbox }: Company): Promise<Record<string, string>> {
  return {
    WHMCS_API_IDENTIFIER: sandbox.credentials.identifier,
    WHMCS_API_SECRET: sandbox.credentials.secret,
    WHMCS_STAFF_USERNAME: sandbox.state.staff[0]?.username ?? '',
    WHMCS_RATE: '100',
  };
}

test('the group of a client is the one that it has now', async () => {
  const { desk, sandbox, theirs } = await company('groups');
  const joining = sandbox.state.clients.find(({ id }) => id === theirs('client'));
  const leaving = sandbox.state.clients.find(({ id }) => id === MINE[0]);
  if (joining === undefined || leaving === undefined) throw new Error('the company has no such clients');
  const listed = async () =>
    done(await desk.call('whmcs_get_clients', { limitnum: 250 })).items.map(({ id }) => Number(id));
  expect(await desk.call('whmcs_update_client', change(joining.id))).toMatchObject(REFUSED);
  joining.groupId = MY_GROUP;
  leaving.groupId = 0;
  expect((await desk.call('whmcs_update_client', change(joining.id))).isError).toBe(false);
  expect(await desk.call('whmcs_update_client', change(leaving.id))).toMatchObject(REFUSED);
  expect((await listed()).toSorted()).toEqual([...MINE.slice(1), joining.id].toSorted());
});

test('a ticket of a guest is nobody’s who is granted', async () => {
  const at = await company('groups');
  const guest = at.sandbox.state.tickets.find(({ clientId }) => clientId === 0);
  if (guest === undefined) throw new Error('the company has no ticket of a guest');
  for (const [tool, more] of [
    ['whmcs_get_ticket', {}],
    ['whmcs_add_ticket_note', { message: 'x' }],
    ['whmcs_add_ticket_reply', { message: 'x' }],
  ] as const) {
    const { foreign, absent, asks } = await bothWays(at, tool, (isGuest) => ({
      ...more,
      ticketid: isGuest ? guest.id : NOWHERE,
    }));
    expect(foreign).toMatchObject(REFUSED);
    expect(absent).toEqual(foreign);
    expect(asks[1]).toEqual(asks[0]);
  }
  const byNumber = await at.desk.call('whmcs_get_ticket', { ticketnum: guest.tid });
  expect(byNumber).toMatchObject(REFUSED);
});

test('a write to a client of others is refused while others are at work on it, without a wait', async () => {
  const at = await company('clients');
  const whmcs = await gated(at.sandbox);
  const { connectAs } = openProgram({
    ...(await envOf(at)),
    WHMCS_API_URL: whmcs.url,
    GUARD_POLICY: policyFile({ ...ALLOW_ALL, grants: { desk: GRANTS.clients } }),
  });
  const anybody = await connectAs(sessionFor({ name: 'anybody', channel: 'http' }));
  const desk = await connectAs(sessionFor({ ...DESK, grant: 'desk' }));
  const under = whmcs.hold('UpdateClient');
  const first = anybody.call('whmcs_update_client', change(at.theirs('client')));
  await under.arrived;
  expect(await desk.call('whmcs_update_client', { ...change(at.theirs('client')), city: 'x' })).toMatchObject(
    REFUSED,
  );
  under.release();
  done(await first);
});

test('where WHMCS can not tell whose a record is, nothing is told or done', async () => {
  const at = await company('groups');
  at.sandbox.misbehave({ kind: 'xml' });
  const { asked, desk } = at;
  for (const [tool, args] of [
    ['whmcs_get_invoice', { invoiceid: at.mine('invoice') }],
    ['whmcs_update_client', change(at.mine('client'))],
    ['whmcs_get_invoices', {}],
  ] as const) {
    const asks = await asked(async () => expect((await desk.call(tool, args)).isError).toBe(true));
    expect(asks).not.toContain('UpdateClient');
  }
});

test('a grant of single clients holds while the policy is only being tried', async () => {
  const { desk, theirs, mine } = await company('clients', { policy: { mode: 'shadow' } });
  expect(await desk.call('whmcs_update_client', change(theirs('client')))).toMatchObject(REFUSED);
  expect((await desk.call('whmcs_get_client_details', { clientid: mine('client') })).isError).toBe(false);
  expect(await desk.listed()).not.toContain('whmcs_get_stats');
});

describe('a WHMCS that does not keep to what it is asked', () => {
  async function answering(answers: Record<string, unknown>) {
    const whmcs = await recorder();
    for (const [action, answer] of Object.entries(answers)) whmcs.answers.set(action, answer as never);
    const { connectAs } = openProgram({
      ...whmcs.env,
      GUARD_POLICY: policyFile({ ...ALLOW_ALL, grants: { desk: { clients: [1] } } }),
    });
    return connectAs(sessionFor({ ...DESK, grant: 'desk' }));
  }

  test('rows of others, and rows that say nothing of their client, are left out', async () => {
    const rows = [
      { id: 1, userid: 1 },
      { id: 2, userid: '7' },
      { id: 3 },
      { id: 4, userid: '1' },
      { id: 5, userid: 0 },
    ];
    const desk = await answering({
      GetInvoices: { result: 'success', totalresults: rows.length, invoices: { invoice: rows } },
    });
    const { items, total } = done(await desk.call('whmcs_get_invoices', { userid: 1 }));
    expect([items.map(({ id }) => id), total]).toEqual([[1, 4], 2]);
  });

  test('another record than the one that was asked for is none', async () => {
    const desk = await answering({ GetInvoice: { result: 'success', invoiceid: 8, userid: 1, items: {} } });
    expect(await desk.call('whmcs_get_invoice', { invoiceid: 7 })).toMatchObject(REFUSED);
  });

  test('a list that counts more than it ever sends is not taken for whole', async () => {
    const desk = await answering({
      GetInvoices: { result: 'success', totalresults: 4711, invoices: { invoice: [] } },
    });
    const answer = await desk.call('whmcs_get_invoices', { userid: 1 });
    expect(answer.code).toBe('whmcs_bad_reply');
    expect(answer.text).not.toContain('4711');
  });
});
