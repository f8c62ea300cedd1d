// Takes its time: every argument of every tool is spelled wrong.
import { describe, expect, test } from 'vitest';
import { type Agent, ALLOW_ALL, done, inProcess, policyFile } from './harness.js';
import { catalogue, recorder } from './recorder.js';
import { samples } from './samples.js';

async function start() {
  const whmcs = await recorder();
  const agent = await inProcess({ ...whmcs.env, GUARD_POLICY: policyFile(ALLOW_ALL) });
  return { agent, whmcs };
}

async function requiredOf(agent: Agent, name: string): Promise<string[]> {
  const { tools } = await agent.client.listTools();
  return tools.find((tool) => tool.name === name)?.inputSchema.required ?? [];
}

describe.each(catalogue.tools)('$tool', ({ tool }) => {
  const { least } = samples[tool] ?? { least: {} };

  test('refuses an argument that does not exist, and sends nothing', async () => {
    const { agent, whmcs } = await start();
    for (const extra of [
      { nonsense: 1 },
      { action: 'DeleteClient' },
      { identifier: 'x' },
      { responsetype: 'xml' },
    ]) {
      const answer = await agent.call(tool, { ...least, ...extra });
      expect(answer.code).toBe('invalid_arguments');
      expect(answer.text).toContain(Object.keys(extra)[0]);
    }
    expect(whmcs.received).toEqual([]);
  });

  test('names each argument that is missing', async () => {
    const { agent, whmcs } = await start();
    for (const name of await requiredOf(agent, tool)) {
      const { [name]: _gone, ...rest } = least;
      const answer = await agent.call(tool, rest);
      expect(answer.code).toBe('invalid_arguments');
      expect(answer.text).toContain(`${name}: is required`);
    }
    expect(whmcs.received).toEqual([]);
  });

  test('refuses ids below 1, fractions, and text that is no plain whole number', async () => {
    const { agent, whmcs } = await start();
    const ids = Object.entries(least).filter(
      ([name, value]) => typeof value === 'number' && /id$/.test(name),
    );
    for (const [name] of ids) {
      for (const odd of [0, -1, 1.5, '12abc', '01', '1.0', '0', Number.POSITIVE_INFINITY, [1], {}]) {
        const answer = await agent.call(tool, { ...least, [name]: odd });
        expect(answer.code).toBe('invalid_arguments');
        expect(answer.text).toContain(`${name}: `);
      }
    }
    expect(whmcs.received).toEqual([]);
  });

  test('refuses required text that is empty', async () => {
    const { agent, whmcs } = await start();
    const required = await requiredOf(agent, tool);
    for (const name of required.filter((key) => typeof least[key] === 'string')) {
      for (const empty of ['', '   ', '\n']) {
        const answer = await agent.call(tool, { ...least, [name]: empty });
        expect(answer.code).toBe('invalid_arguments');
        expect(answer.text).toContain(`${name}: `);
      }
    }
    expect(whmcs.received).toEqual([]);
  });
});

const line = { description: 'x', amount: '1.00' };
const payment = { invoiceid: 1, transid: 'T', gateway: 'paypal', amount: '1.00' };
const quote = { subject: 'x', stage: 'Draft', validuntil: '2026-04-03' };
const ticket = { deptid: 1, subject: 'x', message: 'y' };
const mail = { id: 1, customtype: 'general', customsubject: 'x' };

test.each<[string, Record<string, unknown>, RegExp]>([
  ['whmcs_get_client_details', {}, /clientid or email/],
  ['whmcs_get_client_details', { clientid: 1, email: 'a@example.com' }, /only one of clientid or email/],
  ['whmcs_get_clients', { serach: 'x' }, /Did you mean "search"/],
  ['whmcs_get_clients', { status: 'activ' }, /status: must be one of: Active, Inactive, Closed/],
  ['whmcs_get_clients', { limitnum: 1000 }, /limitnum: must be 250 or less/],
  ['whmcs_get_clients', { fields: [] }, /fields: must name at least one column/],
  ['whmcs_add_client', { ...samples.whmcs_add_client?.least, country: 'Germany' }, /country: .*"DE"/],
  [
    'whmcs_add_client',
    { ...samples.whmcs_add_client?.least, email: 'nobody' },
    /email: must be an e-mail address/,
  ],
  [
    'whmcs_add_client',
    { ...samples.whmcs_add_client?.least, password2: 'x', owner_user_id: 1 },
    /password2 belongs to a new user/,
  ],
  [
    'whmcs_add_client',
    { ...samples.whmcs_add_client?.least, customfields: { colour: 'x' } },
    /customfields.*custom field id/,
  ],
  ['whmcs_update_client', { clientid: 1 }, /nothing to change/],
  ['whmcs_update_client', { clientid: 1, skipvalidation: true }, /nothing to change/],
  [
    'whmcs_update_client',
    { clientid: 1, email_preferences: { marketing: true } },
    /email_preferences: marketing/,
  ],
  ['whmcs_create_invoice', { userid: 1, items: [] }, /items: must not be empty/],
  [
    'whmcs_create_invoice',
    { userid: 1, items: [{ ...line, amount: '1.005' }] },
    /items\[0\]\.amount: .*two decimals/,
  ],
  ['whmcs_create_invoice', { userid: 1, items: [{ ...line, amount: 0.1 + 0.2 }] }, /items\[0\]\.amount/],
  [
    'whmcs_create_invoice',
    { userid: 1, items: [line], draft: true, sendinvoice: true },
    /does not go with a draft/,
  ],
  [
    'whmcs_create_invoice',
    { userid: 1, items: [line], status: 'Draft', sendinvoice: true },
    /does not go with a draft/,
  ],
  [
    'whmcs_create_invoice',
    { userid: 1, items: [line], date: '2026-02-01', duedate: '2026-01-01' },
    /duedate must not be before/,
  ],
  [
    'whmcs_create_invoice',
    { userid: 1, items: [line], date: '2026-02-30' },
    /date: must be a date that exists/,
  ],
  [
    'whmcs_create_invoice',
    { userid: 1, items: [line], date: '02/01/2026' },
    /date: must be a date that exists, YYYY-MM-DD/,
  ],
  ['whmcs_update_invoice', { invoiceid: 1, status: 'Paid' }, /status: must be one of/],
  [
    'whmcs_update_invoice',
    { invoiceid: 1, publish: true, publishandsendemail: true },
    /at most one of publish/,
  ],
  [
    'whmcs_update_invoice',
    { invoiceid: 1, items: [{ id: 2, description: 'x' }] },
    /items\[0\]\.amount: is required/,
  ],
  [
    'whmcs_update_invoice',
    { invoiceid: 1, items: [{ id: 2, ...line, taxed: true }], deletelineids: [2] },
    /named twice/,
  ],
  ['whmcs_add_payment', { ...payment, amount: undefined }, /amount: is required/],
  ['whmcs_add_payment', { ...payment, amount: '-1' }, /amount: must be more than zero/],
  ['whmcs_add_payment', { ...payment, amount: '0.00' }, /amount: must be more than zero/],
  ['whmcs_add_payment', { ...payment, amount: '5e2' }, /amount: must be an amount/],
  ['whmcs_add_payment', { ...payment, amount: '１０' }, /amount: must be an amount/],
  ['whmcs_add_payment', { ...payment, amount: '1e309' }, /amount: must be an amount/],
  ['whmcs_add_payment', { ...payment, amount: 'NaN' }, /amount: must be an amount/],
  ['whmcs_add_payment', { ...payment, date: '2026-01-01 25:00:00' }, /date: must be a time that exists/],
  ['whmcs_apply_credit', { invoiceid: 1 }, /amount: is required/],
  ['whmcs_get_ticket', {}, /give ticketid or ticketnum/],
  ['whmcs_get_ticket', { ticketid: 1, ticketnum: '1' }, /only one of/],
  ['whmcs_open_ticket', ticket, /clientid, or name and email/],
  ['whmcs_open_ticket', { ...ticket, name: 'A' }, /clientid, or name and email/],
  [
    'whmcs_open_ticket',
    { ...ticket, clientid: 1, name: 'A', email: 'a@example.com' },
    /leave out name and email/,
  ],
  [
    'whmcs_open_ticket',
    { ...ticket, clientid: 1, serviceid: 1, domainid: 1 },
    /at most one of serviceid, domainid/,
  ],
  ['whmcs_open_ticket', { ...ticket, clientid: 1, admin: true }, /admin: there is no such argument/],
  [
    'whmcs_open_ticket',
    { ...ticket, clientid: 1, attachments: [{ name: '../x', data: 'aGk=' }] },
    /without a path/,
  ],
  [
    'whmcs_open_ticket',
    { ...ticket, clientid: 1, attachments: [{ name: 'x', data: 'not base64!' }] },
    /must be base64/,
  ],
  [
    'whmcs_add_ticket_reply',
    { ticketid: 1, message: 'x', adminusername: 'root' },
    /adminusername: there is no such argument/,
  ],
  ['whmcs_add_ticket_reply', { ticketid: 1, message: 'x', name: 'A' }, /name needs email/],
  ['whmcs_update_ticket', { ticketid: 1, flag: 1, removeFlag: true }, /contradict/],
  ['whmcs_update_ticket', { ticketid: 1, markdown: true }, /nothing to change/],
  ['whmcs_renew_domain', {}, /give domainid or domain/],
  ['whmcs_renew_domain', { domainid: 1, domain: 'example.com' }, /only one of/],
  ['whmcs_renew_domain', { domainid: 1, regperiod: 11 }, /regperiod: must be 10 or less/],
  ['whmcs_update_domain_nameservers', { domainid: 1, nameservers: ['ns1.example.net'] }, /at least two/],
  ['whmcs_update_domain_lock_status', { domainid: 1 }, /lockstatus: is required/],
  [
    'whmcs_update_domain_lock_status',
    { domainid: 1, lockstatus: 'off' },
    /lockstatus: must be true or false/,
  ],
  ['whmcs_get_tld_pricing', { currencyid: 1, clientid: 1 }, /at most one of/],
  ['whmcs_get_stats', { timeline_days: 91 }, /timeline_days: must be 90 or less/],
  ['whmcs_get_activity_log', { ipaddress: '300.1.1.1' }, /ipaddress: must be an IP address/],
  ['whmcs_get_todo_items', { status: 'Complete' }, /status: must be one of: .*Completed/],
  ['whmcs_send_email', { id: 1 }, /give messagename or customtype/],
  ['whmcs_send_email', { ...mail, custommessage: 'y', messagename: 'z' }, /only one of/],
  ['whmcs_send_email', mail, /customtype needs custommessage/],
  ['whmcs_send_email', { ...mail, custommessage: 'Hi {$client_password}' }, /template code/],
  ['whmcs_send_email', { ...mail, custommessage: '{php}x{/php}' }, /template code/],
  [
    'whmcs_send_email',
    { ...mail, custommessage: '{$who|@print_r}', customvars: { who: 'x' } },
    /template code/,
  ],
  ['whmcs_send_email', { id: 1, messagename: 'password reset validation' }, /does not send this template/],
  ['whmcs_create_quote', quote, /give userid .* or firstname/],
  ['whmcs_create_quote', { ...quote, userid: 1, firstname: 'A' }, /leave out the name/],
  [
    'whmcs_create_quote',
    { ...quote, userid: 1, lineitems: [{ desc: 'x' }] },
    /lineitems\[0\]\.up: is required/,
  ],
  [
    'whmcs_add_ticket_reply',
    { ticketid: 'ABC-123456', message: 'x' },
    /ticketid: must be the internal id.*such as ABC-123456.*whmcs_get_ticket with ticketnum/,
  ],
  ['whmcs_get_ticket', { ticketid: '#516757' }, /ticketid: must be the internal id.*whmcs_get_ticket/],
  ['whmcs_get_ticket', { ticketid: true }, /ticketid: must be a whole number\. /],
  ['whmcs_get_tld_pricing', { tld: 'a b' }, /tld: must be a TLD such as "com"/],
  ['whmcs_delete_clientt', {}, /no tool "whmcs_delete_clientt".*Did you mean "whmcs_delete_client"/],
])('%s %j is refused with a way out', async (tool, args, message) => {
  const { agent, whmcs } = await start();
  const answer = await agent.call(tool, args);
  expect(answer.code).toBe('invalid_arguments');
  expect(answer.text).toMatch(message);
  expect(whmcs.received).toEqual([]);
});

test('a refusal names every problem at once and repeats no value', async () => {
  const { agent } = await start();
  const answer = await agent.call('whmcs_add_client', {
    email: 'S3CRET-nobody',
    country: 'S3CRET',
    nmae: 'S3CRET',
  });
  for (const name of ['firstname', 'lastname', 'email', 'country', 'nmae'])
    expect(answer.text).toContain(`${name}: `);
  expect(answer.text).not.toContain('S3CRET');
});

test('arguments that are no object are refused', async () => {
  const { agent } = await start();
  for (const odd of [[], 'x', 7]) {
    const answer = await agent.call('whmcs_get_clients', odd as never);
    expect(answer.code).toBe('invalid_arguments');
  }
  expect((await agent.call('whmcs_get_clients', {})).isError).toBe(false);
});

test('a payment method that WHMCS does not have is refused before the write', async () => {
  const { agent, whmcs } = await start();
  const answer = await agent.call('whmcs_add_payment', { ...payment, gateway: 'bitcoin' });
  expect(answer.code).toBe('invalid_arguments');
  expect(answer.text).toMatch(/gateway: .*paypal, authorize/);
  expect(whmcs.received.map((request) => request.action)).not.toContain('AddInvoicePayment');
});

test('a transaction id that is already recorded is refused before the write', async () => {
  const { agent, whmcs } = await start();
  const row = { transid: 'T', invoiceid: '59', date: '2026-01-01 06:41:11' };
  whmcs.answers.set('GetTransactions', { result: 'success', transactions: { transaction: [row] } });
  const answer = await agent.call('whmcs_add_payment', payment);
  expect(answer.code).toBe('duplicate_call');
  expect(answer.text).toContain('invoice 59');
  expect(whmcs.received.map((request) => request.action)).not.toContain('AddInvoicePayment');
});

describe('a client whose country has no state and no postcode', () => {
  const { state, postcode, ...elsewhere } = { ...samples.whmcs_add_client?.least, country: 'HK' } as Record<
    string,
    unknown
  >;

  test('is added with skipvalidation, which travels', async () => {
    const { agent, whmcs } = await start();
    done(await agent.call('whmcs_add_client', { ...elsewhere, skipvalidation: true }));
    const [sent] = whmcs.received.filter(({ action }) => action === 'AddClient');
    expect(sent?.form).toContainEqual(['skipvalidation', '1']);
    expect(sent?.form.map(([name]) => name)).not.toContain('postcode');
  });

  test.each([{}, { skipvalidation: false }])('is asked for them with %j', async (more) => {
    const { agent, whmcs } = await start();
    const answer = await agent.call('whmcs_add_client', { ...elsewhere, ...more });
    expect(answer.code).toBe('invalid_arguments');
    expect(answer.text).toMatch(/state: is required, unless skipvalidation.*postcode: is required/);
    expect(whmcs.received).toEqual([]);
  });
});

test('flags that are false are none of two that exclude each other', async () => {
  const { agent } = await start();
  const neither = { invoiceid: 1, notes: 'x', publish: false, publishandsendemail: false };
  done(await agent.call('whmcs_update_invoice', neither));
  done(await agent.call('whmcs_update_invoice', { ...neither, publish: true }));
  const both = await agent.call('whmcs_update_invoice', {
    ...neither,
    publish: true,
    publishandsendemail: true,
  });
  expect(both.text).toContain('give at most one of publish, publishandsendemail');
});

describe('a name that no tool has', () => {
  test.each([
    'whmcs_add_server',
    'whmcs_ad_server',
    'whmcs_remove_order',
    'whmcs_delete_invoice',
    'whmcs_get_client',
    'whmcs_list_orders',
    'whmcs_create_service',
    'whmcs_module_start',
    'whmcs_cancel_invoice',
    'whmcs_refund_order',
    'give_credit',
  ])('%s is not led to what is more dangerous than it says', async (name) => {
    const { agent } = await start();
    const { text } = await agent.call(name, {});
    const [, guess] = /Did you mean "(\w+)"/.exec(text) ?? [];
    const found = catalogue.tools.find(({ tool }) => tool === guess);
    expect(['read', 'write', undefined]).toContain(found?.riskClass);
    if (/_(?:get|list)_/.test(name)) expect(found?.riskClass ?? 'read').toBe('read');
  });

  test.each([
    ['whmcs_get_invoces', 'whmcs_get_invoices'],
    ['whmcs_add_paymnt', 'whmcs_add_payment'],
    ['whmcs_cancle_order', 'whmcs_cancel_order'],
  ])('%s by a slip of the keys is led to %s', async (name, meant) => {
    const { agent } = await start();
    expect((await agent.call(name, {})).text).toContain(`Did you mean "${meant}"?`);
  });
});
