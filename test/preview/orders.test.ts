import { describe, expect, test } from 'vitest';
import { LANDMARKS, type Sandbox } from '../../src/sandbox/index.js';
import { sandboxed } from '../harness.js';
import { ask } from '../sandbox/caller.js';
import { previewed } from './asking.js';

const WELLER =
  '“Jonas Weller” of “Weller Joinery” (client 12) is Active, a client since 2023-03-27 (2 years ago), with 1 active service, 1 active domain, 2 open invoices (37.27 EUR, 1 overdue) and 0.00 EUR of credit.';
const ORDER = [
  'Order 1042: Pending, 18.85 EUR, placed 2 days ago (2026-02-28), with 1 service and 1 domain.',
  'In it: service 113 “Shared Hosting - Web Starter” for “weller-113.example” (Pending) and domain “weller-207.example” (Pending).',
];

const pending = { orderid: LANDMARKS.pendingOrder };

/** An order that is running, with what was ordered. */
function running({ state }: Sandbox): number {
  const order = state.orders.find(({ id }) => id === 1031);
  if (order?.status !== 'Active') throw new Error('order 1031 is not Active');
  return order.id;
}

describe('cancelling an order', () => {
  test('shows whose it is, what hangs on it and what ends with it', async () => {
    const preview = await previewed(await sandboxed(), 'whmcs_cancel_order', { ...pending, cancelsub: true });
    expect(preview).toEqual({
      title: 'Cancel order 1042 of “Jonas Weller” (client 12)',
      sentences: [
        WELLER,
        ...ORDER,
        'Its invoice 3106 is Unpaid: 22.81 EUR, of which 22.81 EUR is open, due in 5 days (2026-03-07).',
        'Subscription “SUB-1042” at the gateway paypal pays for it.',
        'That subscription is ended at the gateway.',
        'The order and everything in it become Cancelled.',
        'The invoice is taken back with it: cancelled, or without the lines of this order.',
        'If the invoice counts as paid without this order, a receipt goes to “weller@example.org”.',
      ],
      irreversible: [
        'The invoice that is taken back with the order does not come back with it.',
        'An ended subscription does not start again: only the client can agree to a new one.',
        'A mail that was sent is not called back.',
      ],
      gentler:
        'Cancel it without cancelsub: the subscription stays, and a person can end it at the gateway later.',
      details: [
        { label: 'order number', value: expect.stringMatching(/^“\d+”$/) },
        { label: 'payment method', value: 'paypal' },
        { label: 'note on the order', value: '“Will pay on Friday.”' },
        { label: 'effects', value: 'mail, money, irreversible' },
      ],
      snapshot: {
        'order.status': 'Pending',
        'order.clientid': '12',
        'order.amount': '18.85',
        'order.currency': 'EUR',
        'order.items': 'domain 207 Pending; service 113 Pending',
        'order.subscriptions': 'SUB-1042',
        'client.status': 'Active',
        'invoice.status': 'Unpaid',
        'invoice.balance': '22.81',
      },
      reads: 6,
    });
  });

  test('says that a subscription is left running', async () => {
    const preview = await previewed(await sandboxed(), 'whmcs_cancel_order', { ...pending, noemail: true });
    expect(preview.sentences.slice(4)).toEqual([
      'Subscription “SUB-1042” at the gateway paypal pays for it.',
      'It is left running (cancelsub is off): the gateway may go on charging.',
      'The order and everything in it become Cancelled.',
      'The invoice is taken back with it: cancelled, or without the lines of this order.',
      'No mail is sent.',
    ]);
    expect(preview.gentler).toBe(
      'Leave it Pending for now. A cancelled order can be set back with whmcs_pending_order, but its invoice does not come back.',
    );
  });

  test('shows an invoice that was paid in part, and that no subscription is noted', async () => {
    const { sentences } = await previewed(await sandboxed(), 'whmcs_cancel_order', {
      orderid: LANDMARKS.orderWhoseInvoiceSettles,
    });
    expect(sentences).toContainEqual(
      expect.stringMatching(
        /^Its invoice \d+ is Unpaid: \d+\.\d\d EUR, of which \d+\.\d\d EUR is open, due /,
      ),
    );
    expect(sentences).toContain('No subscription at a gateway is noted on it.');
  });

  test('says that WHMCS would refuse, once it is done', async () => {
    const sandbox = await sandboxed();
    await ask(sandbox, 'CancelOrder', { orderid: 1042, noemail: 1 });
    const after = await previewed(sandbox, 'whmcs_cancel_order', pending);
    expect(after.sentences).toContain(
      'WHMCS cancels only Pending orders and would refuse: this one is Cancelled.',
    );
    expect(after.sentences).toContain('Its invoice 3106 is Cancelled.');
    expect(after.snapshot).toMatchObject({
      'order.status': 'Cancelled',
      'order.items': 'domain 207 Cancelled; service 113 Cancelled',
      'invoice.status': 'Cancelled',
    });
  });
});

describe('accepting an order', () => {
  test('alone calls nobody', async () => {
    const preview = await previewed(await sandboxed(), 'whmcs_accept_order', pending);
    expect(preview.sentences).toEqual([
      WELLER,
      ...ORDER,
      'Its invoice 3106 is Unpaid.',
      'The order becomes Active.',
      'No service is set up on a server.',
      'No domain is sent to a registrar.',
      'No mail is sent.',
    ]);
    expect(preview.gentler).toBeUndefined();
    expect(preview.reads).toBe(3);
  });

  test('with everything names the server, the registrar, the price and who is mailed', async () => {
    const preview = await previewed(await sandboxed(), 'whmcs_accept_order', {
      ...pending,
      autosetup: true,
      sendregistrar: true,
      sendemail: true,
    });
    expect(preview.sentences.slice(4)).toEqual([
      'The order becomes Active.',
      'Its service is set up now, on server “Saturn”.',
      '“weller-207.example” is registered now at the registrar enom, which charges for it; the client pays 12.90 EUR.',
      'Mails about it go to “weller@example.org”.',
    ]);
    expect(preview.gentler).toBe(
      'Accept it without autosetup and sendregistrar: then no server and no registrar is called, and each can be done later.',
    );
    expect(preview.snapshot).toMatchObject({
      'order.servers': 'server “Saturn”',
      'order.registrars': 'the registrar enom',
      'mail.to': 'weller@example.org',
    });
  });

  test('names the server and the registrar that the call picks', async () => {
    const sandbox = await sandboxed();
    const name = sandbox.state.servers[1]?.name;
    const { sentences } = await previewed(sandbox, 'whmcs_accept_order', {
      orderid: LANDMARKS.orderWithStuckSubscription,
      autosetup: true,
      serverid: 2,
      sendregistrar: true,
      registrar: 'opensrs',
      serviceusername: 'example',
      servicepassword: 'not-real-hunter2',
    });
    expect(sentences).toContain(`Its service is set up now, on server “${name}”.`);
    expect(sentences).toContainEqual(
      expect.stringMatching(
        /^“[\w.-]+” is transferred now at the registrar opensrs, which charges for it; the client pays \d+\.\d\d [A-Z]{3}\.$/,
      ),
    );
    expect(sentences).toContain(
      'Its services get the user name “example” and the password that the call brings, which is not shown here.',
    );
  });
});

test('marking a running order as fraud says that it is in use', async () => {
  const sandbox = await sandboxed();
  const preview = await previewed(sandbox, 'whmcs_fraud_order', { orderid: running(sandbox) });
  expect(preview.title).toMatch(/^Mark order 1031 of “[^”]+” \(client 2\) as fraud$/);
  expect(preview.sentences).toContainEqual(expect.stringMatching(/^Its invoice \d+ is Paid\.$/));
  expect(preview.sentences).toContain('2 items of it are in use today.');
  expect(preview.irreversible).toContain(
    'whmcs_pending_order sets the order back to Pending alone, whatever it was before.',
  );
});

test('setting a running order back to pending says what WHMCS then believes', async () => {
  const sandbox = await sandboxed();
  const { sentences } = await previewed(sandbox, 'whmcs_pending_order', { orderid: running(sandbox) });
  expect(sentences.slice(-2)).toEqual([
    'The order and everything in it become Pending. No server and no registrar is called.',
    '2 items of it are in use today: accounts and registrations stay as they are, and WHMCS takes them for not yet set up.',
  ]);
});

test('deleting an order that is not over would be refused', async () => {
  const sandbox = await sandboxed();
  const early = await previewed(sandbox, 'whmcs_delete_order', pending);
  expect(early.sentences).toContain(
    'WHMCS deletes only Cancelled and Fraud orders and would refuse: this one is Pending.',
  );
  const over = await previewed(sandbox, 'whmcs_delete_order', { orderid: 1036 });
  expect(over.title).toMatch(/^Delete order 1036 of “[^”]+” \(client 14\)$/);
  expect(over.gentler).toMatch(
    /^Leave it Cancelled: it does nothing more, and what was ordered for \d+\.\d\d EUR stays on record\.$/,
  );
  expect(over.irreversible).toEqual([
    'A deleted order does not come back. A person can restore it from a backup, or enter it anew.',
  ]);
});
