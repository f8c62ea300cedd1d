import { expect, test } from 'vitest';
import { type Args, openDesk, the } from './open-desk.js';

const SETS = 'desk,answers';
const rowsOf = (answer: Args, list = 'items') => answer[list] as Args[];

test('overdue invoices are found with what was sent, and one is reminded of', async () => {
  const { sandbox, asked, work, tell } = await openDesk(SETS);
  const overdue = await work('whmcs_overdue', { min_days: 1 });
  expect(JSON.stringify(overdue)).toContain('3074');
  const mails = sandbox.mails.length;
  await work('whmcs_send_email', { id: 3074, messagename: 'First Invoice Overdue Notice' });
  const owner = the(sandbox.state.invoices.find(({ id }) => id === 3074)).clientId;
  const { email } = the(sandbox.state.clients.find(({ id }) => id === owner));
  expect(sandbox.mails.slice(mails).map(({ to }) => to)).toEqual([email]);
  expect(asked).toEqual([]);
  tell('overdue and reminders');
});

test('a payment that came in twice is sent back, linked to its payment, and leaves no credit', async () => {
  const { sandbox, asked, work, tell } = await openDesk(SETS);
  const [clientid, invoiceid] = [7, 3016];
  const payment = { invoiceid, gateway: 'banktransfer', amount: '20.00', transid: 'BT-2', noemail: true };
  await work('whmcs_add_payment', payment);
  const [paid] = rowsOf(await work('whmcs_get_transactions', { invoiceid, transid: 'BT-2' }));
  const refund = await work('whmcs_add_transaction', {
    userid: clientid,
    invoiceid,
    paymentmethod: 'banktransfer',
    amountout: '20.00',
    transid: 'BT-3',
    description: 'Paid twice, sent back',
  });
  const refundid = Number(the(paid).id);
  const transactionid = Number(refund.transactionid);
  await work('whmcs_update_transaction', { transactionid, userid: clientid, refundid });
  const credit = { clientid, type: 'remove', amount: '20.00', description: 'Sent back, see BT-3' };
  await work('whmcs_add_credit', credit);
  const booked = the(sandbox.state.transactions.find(({ transId }) => transId === 'BT-3'));
  expect(booked).toMatchObject({ amountOut: 2000, refundId: refundid });
  expect(the(sandbox.state.clients.find(({ id }) => id === clientid)).credit).toBe(0);
  expect(asked.length).toBeGreaterThanOrEqual(3);
  tell('refund a double payment');
});

test('a client is found by a domain, with www before it', async () => {
  const { asked, work, tell } = await openDesk(SETS);
  const [found] = rowsOf(
    await work('whmcs_find_client', { query: 'www.obrien-202.shop.example' }),
    'clients',
  );
  expect(Number(the(found).id ?? the(found).clientid)).toBe(7);
  expect(asked).toEqual([]);
  tell('find a client by domain');
});

test('it is told why a service is suspended', async () => {
  const { sandbox, asked, work, tell } = await openDesk(SETS);
  const service = the(sandbox.state.services.find(({ status }) => status === 'Suspended'));
  const why = await work('whmcs_why_service', { serviceid: service.id });
  expect(rowsOf(why, 'findings').length).toBeGreaterThan(0);
  expect(JSON.stringify(why)).toContain('Suspended');
  expect(asked).toEqual([]);
  tell('why suspended');
});

test('spam is closed with a note of why, and a person sees that its sender is blocked', async () => {
  const { sandbox, asked, work, tell } = await openDesk(SETS);
  const ticket = the(sandbox.state.tickets.find(({ clientId }) => clientId === 0));
  ticket.message = 'Cheap watches, cheap pills, buy now.';
  const ticketid = ticket.id;
  await work('whmcs_get_ticket', { ticketid });
  await work('whmcs_add_ticket_note', { ticketid, message: 'An advertisement, no question.' });
  await work('whmcs_block_ticket_sender', { ticketid });
  await work('whmcs_update_ticket', { ticketid, status: 'Closed', priority: 'Low' });
  expect(ticket.status).toBe('Closed');
  expect(sandbox.state.blockedSenders).toEqual([ticket.email]);
  expect(asked).toHaveLength(1);
  tell('close spam');
});

test('downtime is credited by what the service costs, and a person sees it', async () => {
  const { sandbox, asked, work, tell } = await openDesk(SETS);
  const [service] = rowsOf(await work('whmcs_get_client_products', { serviceid: 103 }));
  const amount = String(the(service).recurringamount);
  await work('whmcs_add_credit', {
    clientid: 7,
    type: 'add',
    amount,
    description: 'A month of downtime, 103',
  });
  const price = the(sandbox.state.services.find(({ id }) => id === 103)).recurring;
  expect(the(sandbox.state.clients.find(({ id }) => id === 7)).credit).toBe(price);
  expect(asked).toHaveLength(1);
  tell('downtime credit');
});

test("a domain is ordered and registered with the client's own name servers", async () => {
  const { sandbox, asked, work, tell } = await openDesk(SETS);
  const nameservers = ['ns1.agency.example', 'ns2.agency.example'];
  const order = await work('whmcs_add_order', {
    clientid: 7,
    paymentmethod: 'banktransfer',
    items: [{ domain: 'obrien-new.example', domaintype: 'register', regperiod: 1 }],
    nameservers,
  });
  const orderid = Number(order.orderid);
  await work('whmcs_accept_order', { orderid, sendregistrar: true });
  const domain = the(sandbox.state.domains.find((one) => one.orderId === orderid));
  expect(domain.status).toBe('Active');
  expect(domain.nameservers.slice(0, 2)).toEqual(nameservers);
  expect(asked).toHaveLength(2);
  tell('register with own name servers');
});
