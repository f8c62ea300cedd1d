import { describe, expect, test } from 'vitest';
import { LANDMARKS } from '../../src/sandbox/index.js';
import { sandboxed } from '../harness.js';
import { previewed, toolNamed } from './asking.js';

describe('changing a client', () => {
  test('shows each field old and new, and what a new address means', async () => {
    const preview = await previewed(await sandboxed(), 'whmcs_update_client', {
      clientid: 12,
      city: 'Newtown',
      companyname: '',
      email: 'mallory@example.net',
      taxexempt: true,
      status: 'Active',
      email_preferences: { invoice: false },
    });
    expect(preview.title).toBe(
      'Change “Jonas Weller” (client 12): status, e-mail address, tax exempt, company, city and 1 more',
    );
    expect(preview.sentences.slice(1)).toEqual([
      'All mail, password resets too, goes to “mallory@example.net” from then on. Whoever reads that address can take the account over.',
      'E-mail address: “weller@example.org” → “mallory@example.net”.',
      'Tax exempt: no → yes.',
      'Company: “Weller Joinery” → (empty).',
      expect.stringMatching(/^City: “[^”]+” → “Newtown”\.$/),
      'Mail preferences, invoice: yes → no.',
      'Status: stays Active.',
    ]);
    expect(preview.irreversible).toEqual(['What was mailed to a new address is not called back.']);
    expect(preview.snapshot).toMatchObject({
      'client.id': '12',
      'before.email': 'weller@example.org',
      'before.companyname': 'Weller Joinery',
      'before.taxexempt': 'false',
      'before.status': 'Active',
      'before.email_preferences.invoice': 'true',
    });
    expect(preview.reads).toBe(2);
  });

  test('that is found by its address is the same client', async () => {
    const preview = await previewed(await sandboxed(), 'whmcs_update_client', {
      clientemail: 'Weller@example.org',
      phonenumber: '1',
      clearcreditcard: true,
    });
    expect(preview.title).toBe('Change “Jonas Weller” (client 12): stored card and phone number');
    expect(preview.sentences).toContain('The stored card is deleted: it is not charged any more.');
    expect(preview.irreversible).toEqual([
      'A deleted card does not come back: the client has to enter it again.',
    ]);
  });

  test('can not hide what matters behind many fields', async () => {
    const many = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [String(index + 1), 'x']));
    const preview = await previewed(await sandboxed(), 'whmcs_update_client', {
      customfields: many,
      clientid: 12,
      firstname: 'A',
      lastname: 'B',
      disableautocc: true,
      status: 'Closed',
    });
    expect(preview.sentences).toContain('Status: Active → Closed.');
    expect(preview.sentences).toContain('No automatic card charges: no → yes.');
    expect(preview.sentences).toContain('Details show 32 more fields.');
    expect(preview.details.filter(({ label }) => label === 'also changes')).toHaveLength(32);
    expect(preview.sentences).toContain(
      'Closed is a status alone here: services, domains and invoices stay as they are.',
    );
  });
});

describe('changing an invoice', () => {
  test('shows header, lines and their sum before and after', async () => {
    const preview = await previewed(await sandboxed(), 'whmcs_update_invoice', {
      invoiceid: 3104,
      status: 'Cancelled',
      duedate: '2026-04-01',
      items: [{ id: 7118, description: 'VPS', amount: '40.00', taxed: true }],
      newitems: [{ description: 'Late fee', amount: '5.50' }],
    });
    expect(preview.title).toBe(
      'Change invoice 3104 of “Felix Harrow” (client 6): status, due date and lines',
    );
    expect(preview.sentences.slice(2)).toEqual([
      'Status: Unpaid → Cancelled.',
      'Due date: 2026-03-12 → 2026-04-01.',
      'The lines add up to 45.00 EUR before and 45.50 EUR after.',
      'Line 7118: “VPS Large - harrow-151.example (Monthly)” 45.00 EUR → “VPS” 40.00 EUR.',
      'New line: “Late fee” 5.50 EUR.',
      'It is published: WHMCS 9 does not change published invoices.',
    ]);
    expect(preview.snapshot).toMatchObject({
      'before.status': 'Unpaid',
      'before.duedate': '2026-03-12',
      'invoice.lines': '7118 45.00 VPS Large - harrow-151.example (Monthly)',
      'invoice.balance': '54.45',
    });
  });

  test('shows what is deleted, published and mailed', async () => {
    const sandbox = await sandboxed();
    const draft = sandbox.state.invoices.find(({ status }) => status === 'Draft');
    const line = draft?.lines[0];
    const preview = await previewed(sandbox, 'whmcs_update_invoice', {
      invoiceid: draft?.id,
      deletelineids: [line?.id],
      publishandsendemail: true,
    });
    const texts = preview.sentences.slice(2);
    expect(texts[0]).toMatch(
      /^The draft is published: the client can see and pay it\. It is mailed to “[^”]+@[^”]+”\.$/,
    );
    expect(texts).toContainEqual(
      expect.stringMatching(new RegExp(`^Line ${line?.id} is deleted: “.+” \\d+\\.\\d\\d EUR\\.$`)),
    );
    expect(preview.irreversible).toContain('A mail that was sent is not called back.');
    expect(preview.snapshot['mail.to']).toContain('@');
  });
});

describe('changing a ticket', () => {
  const [, ticketid] = LANDMARKS.ticketsWithInjection;

  test('shows old and new, the departments by name, and who can read it then', async () => {
    const preview = await previewed(await sandboxed(), 'whmcs_update_ticket', {
      ticketid,
      deptid: 2,
      status: 'Closed',
      userid: 12,
      removeFlag: true,
    });
    expect(preview.title).toBe(
      'Change ticket 411 of “Jed Ransome” (client 38): status, client id, department id and flag',
    );
    expect(preview.sentences.slice(2)).toEqual([
      'Department: “Support” → “Billing”.',
      'Status: Customer-Reply → Closed.',
      'Client id: 38 → 12.',
      'It is flagged to nobody any more.',
      'The ticket goes to “Jonas Weller” (client 12), who can then read all of it.',
    ]);
    expect(preview.snapshot).toMatchObject({
      'before.deptid': '1',
      'before.userid': '38',
      'before.flag': '0',
    });
    expect(preview.reads).toBe(5);
  });

  test('says when the words of the customer are replaced', async () => {
    const { sentences } = await previewed(await sandboxed(), 'whmcs_update_ticket', {
      ticketid,
      message: 'All is well.',
    });
    expect(sentences).toContainEqual(
      expect.stringMatching(
        /^Opening message: “My site is slow\. .+…” \(\d+ more characters\) → “All is well\.”\.$/,
      ),
    );
    expect(sentences).toContain("The opening message is replaced: the customer's own words are gone.");
  });
});

describe('flags that ask for something only when they are true', () => {
  const [ticketid] = LANDMARKS.ticketsWithInjection;
  const calls: [tool: string, args: Record<string, unknown>, flags: string[], title: RegExp][] = [
    ['whmcs_update_client', { clientid: 12, city: 'X' }, ['clearcreditcard'], /: city$/],
    ['whmcs_update_invoice', { invoiceid: 3104, notes: 'x' }, ['publish', 'publishandsendemail'], /: notes$/],
    ['whmcs_update_ticket', { ticketid, priority: 'Low' }, ['removeFlag'], /: priority$/],
  ];

  test.each(calls)('%s shows false ones as no change', async (tool, args, flags, title) => {
    for (const flag of flags) {
      const preview = await previewed(await sandboxed(), tool, { ...args, [flag]: false });
      expect(preview.title).toMatch(title);
      expect(preview).toEqual({
        ...(await previewed(await sandboxed(), tool, args)),
        details: preview.details,
      });
    }
  });

  test.each(calls)('%s takes no call with false ones alone', (tool, args, flags) => {
    const [id] = Object.entries(args);
    for (const flag of flags) {
      const parsed = toolNamed(tool).parse(Object.fromEntries([id as [string, unknown], [flag, false]]));
      expect(parsed).toEqual({ problems: [expect.stringMatching(/^nothing to change: /)] });
    }
  });

  test('while a flag that sets a value either way is shown when it is false', async () => {
    const preview = await previewed(await sandboxed(), 'whmcs_update_client', {
      clientid: 12,
      taxexempt: false,
      separateinvoices: false,
      email_preferences: { invoice: false },
    });
    expect(preview.sentences.slice(1)).toEqual([
      'Mail preferences, invoice: yes → no.',
      'Tax exempt: stays no.',
      'Separate invoices: stays no.',
    ]);
  });
});

describe('what is the same', () => {
  test('of a text is every letter and zero of it', async () => {
    const sandbox = await sandboxed();
    const client = sandbox.state.clients.find(({ id }) => id === 12);
    if (client === undefined) throw new Error('no client 12');
    client.postcode = '01234';
    const { sentences } = await previewed(sandbox, 'whmcs_update_client', { clientid: 12, postcode: '1234' });
    expect(sentences).toContain('Postcode: 01234 → 1234.');
  });

  test('of an amount is its value', async () => {
    const sandbox = await sandboxed();
    const change = async (credit: string) =>
      (await previewed(sandbox, 'whmcs_update_invoice', { invoiceid: 3104, credit })).sentences;
    expect(await change('0')).toContain('Credit: stays 0.00.');
    expect(await change('0.01')).toContain('Credit: 0.00 → 0.01.');
  });
});
