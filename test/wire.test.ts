// Takes its time: every call is sent and read as PHP reads it.
import { unserialize } from 'php-serialize';
import { describe, expect, test } from 'vitest';
import { type Agent, ALLOW_ALL, done, inProcess, policyFile } from './harness.js';
import { CREDENTIALS, catalogue, documented, type Recorded, type Recorder, recorder } from './recorder.js';
import { samples } from './samples.js';

async function start(): Promise<{ agent: Agent; whmcs: Recorder }> {
  const whmcs = await recorder();
  const env = { ...whmcs.env, GUARD_POLICY: policyFile(ALLOW_ALL), GUARD_DESTRUCTIVE: '' };
  return { agent: await inProcess(env), whmcs };
}

/** Turns every boolean in the arguments into `value`, however deep. */
function withFlags(args: unknown, value: boolean): unknown {
  if (typeof args === 'boolean') return value;
  if (Array.isArray(args)) return args.map((item) => withFlags(item, value));
  if (typeof args !== 'object' || args === null) return args;
  return Object.fromEntries(Object.entries(args).map(([key, inner]) => [key, withFlags(inner, value)]));
}

/** The documented name of a parameter as it left: `itemamount2` is `itemamountx`, `a[b]` is itself or `a`. */
function documentedName(name: string, action: string): string | undefined {
  const names = new Set(
    documented[action]?.params.filter((param) => !param.deprecated).map((param) => param.name),
  );
  const base = name.replace(/\[.*$/, '');
  return [name, base, name.replace(/\d+$/, 'x')].find((candidate) => names.has(candidate));
}

/** Documented parameters that no tool offers; each has its reason beside its row in tools/. */
const LEFT_OUT: Record<string, string[]> = {
  OpenTicket: ['admin'],
  AddOrder: [
    ...[
      'eppcode',
      'rootpw',
      'domainfields',
      'addonsqty',
      'domainrenewals',
      'servicerenewals',
      'addonrenewals',
    ],
    ...['addonid', 'addonidqty', 'serviceid', 'addonids', 'addonidsqty', 'serviceids'],
  ],
  UpgradeProduct: ['calconly'],
  AddCredit: ['adminid'],
  AddTransaction: ['currencyid', 'rate', 'allowduplicatetransid'],
  UpdateTransaction: ['currency', 'rate', 'credit'],
  CapturePayment: ['cvv'],
  UpdateQuote: [
    ...['userid', 'firstname', 'lastname', 'companyname', 'email', 'address1', 'address2', 'city', 'state'],
    ...['country', 'phonenumber', 'tax_id', 'currency'],
  ],
};

/** Documented flags that are words. */
const isWord = (name: string, action: string) =>
  / on \| off$/.test(documented[action]?.params.find((param) => param.name === name)?.format ?? '');

async function callAll(agent: Agent, tool: string, whmcs: Recorder): Promise<Recorded[]> {
  const action = catalogue.tools.find((entry) => entry.tool === tool)?.action;
  const { least, most = {}, more = [] } = samples[tool] ?? { least: {} };
  for (const args of [least, most, ...more]) {
    if (Object.keys(args).length === 0 && args !== least) continue;
    done(await agent.call(tool, args));
  }
  return whmcs.received.filter((request) => request.action === action);
}

describe.each(catalogue.tools)('$tool', ({ tool, action }) => {
  test('sends documented parameters only, and all that are required', async () => {
    const { agent, whmcs } = await start();
    const sent = await callAll(agent, tool, whmcs);
    expect(sent.length).toBeGreaterThan(0);
    for (const { form } of sent) {
      const undocumented = form
        .map(([name]) => name)
        .filter((name) => documentedName(name, action) === undefined);
      expect(undocumented).toEqual([]);
      const names = form.map(([name]) => documentedName(name, action));
      const missing = documented[action]?.params.filter(
        (param) => param.required && !names.includes(param.name),
      );
      expect(missing).toEqual([]);
    }
  });

  test('reaches every documented parameter', async () => {
    if (tool === 'whmcs_get_product_groups') return;
    const { agent, whmcs } = await start();
    const sent = await callAll(agent, tool, whmcs);
    const reached = new Set(sent.flatMap(({ form }) => form.map(([name]) => documentedName(name, action))));
    const expected = (documented[action]?.params ?? [])
      .filter((param) => !param.deprecated && !param.name.startsWith('lineitems['))
      .map((param) => param.name)
      .filter((name) => !LEFT_OUT[action]?.includes(name));
    expect(expected.filter((name) => !reached.has(name))).toEqual([]);
  });

  test('writes flags as 1 and 0, which PHP reads as they are meant', async () => {
    const { agent, whmcs } = await start();
    const { least, most = least } = samples[tool] ?? { least: {} };
    const flags = new Set(
      documented[action]?.params.filter((param) => param.type.startsWith('bool')).map((p) => p.name),
    );
    for (const value of [true, false]) {
      const answer = await agent.call(tool, withFlags(most, value) as Record<string, unknown>);
      if (answer.isError) expect(answer.code).toBe('invalid_arguments');
    }
    const sent = whmcs.received.filter((request) => request.action === action);
    expect(sent.length).toBeGreaterThan(0);
    for (const { form } of sent) {
      for (const [name, text] of form) {
        if (isWord(name, action)) expect(['on', 'off']).toContain(text);
        else expect(['true', 'false', 'on', 'off', 'yes', 'no']).not.toContain(text);
        if (flags.has(documentedName(name, action) ?? '')) expect(['0', '1']).toContain(text);
      }
    }
  });

  test('shows no secret of the configuration in results, errors or log lines', async () => {
    const { agent, whmcs } = await start();
    const { least } = samples[tool] ?? { least: {} };
    // WHMCS echoes what it was sent: in data, in a field name, and in an error text.
    const echo = Object.values(CREDENTIALS).join(' ');
    whmcs.answers.set(action, {
      result: 'success',
      echo,
      [CREDENTIALS.secret]: 1,
      items: { item: [{ echo }] },
    });
    const good = await agent.call(tool, least);
    whmcs.answers.set(action, { result: 'error', message: `Bad call with ${echo}` });
    const bad = await agent.call(tool, least);
    expect(bad.isError).toBe(true);
    whmcs.answers.set(action, `<html><title>${echo}</title><body>${echo}</body></html>`);
    const ugly = await agent.call(tool, least);
    expect(ugly.isError).toBe(true);
    const seen = [
      good.text,
      JSON.stringify(good.data),
      bad.text,
      JSON.stringify(bad.details),
      ugly.text,
      agent.log(),
    ];
    for (const secret of Object.values(CREDENTIALS)) {
      for (const form of [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]) {
        expect(seen.filter((text) => text?.includes(form))).toEqual([]);
      }
    }
  });
});

describe('shapes that WHMCS wants', () => {
  const formOf = (whmcs: Recorder, action: string) =>
    Object.fromEntries(whmcs.received.find((request) => request.action === action)?.form ?? []);
  const unpacked = (text: string | undefined) => unserialize(Buffer.from(text ?? '', 'base64').toString());

  test('invoice lines are numbered from 1, and amounts travel as decimal text', async () => {
    const { agent, whmcs } = await start();
    const items = [
      { description: 'Setup', amount: 0.1, taxed: true },
      { description: 'Goodwill', amount: '-2.5' },
    ];
    done(await agent.call('whmcs_create_invoice', { userid: 1, items }));
    expect(formOf(whmcs, 'CreateInvoice')).toMatchObject({
      itemdescription1: 'Setup',
      itemamount1: '0.10',
      itemtaxed1: '1',
      itemdescription2: 'Goodwill',
      itemamount2: '-2.50',
      itemtaxed2: '0',
    });
  });

  test('changed invoice lines are keyed by line id, new ones by position', async () => {
    const { agent, whmcs } = await start();
    done(
      await agent.call('whmcs_update_invoice', {
        invoiceid: 9,
        items: [{ id: 71, description: 'Hosting', amount: '9', taxed: false }],
        newitems: [{ description: 'Extra', amount: '1.00' }],
        deletelineids: [72],
      }),
    );
    expect(formOf(whmcs, 'UpdateInvoice')).toEqual({
      invoiceid: '9',
      'itemdescription[71]': 'Hosting',
      'itemamount[71]': '9.00',
      'itemtaxed[71]': '0',
      'newitemdescription[0]': 'Extra',
      'newitemamount[0]': '1.00',
      'newitemtaxed[0]': '0',
      'deletelineids[0]': '72',
    });
  });

  test('quote lines and custom fields are serialized as PHP does, by bytes and integer keys', async () => {
    const { agent, whmcs } = await start();
    const lineitems = [{ desc: 'Zürich €', qty: 2, up: 10, discount: '5', taxable: true }];
    done(
      await agent.call('whmcs_create_quote', {
        subject: 'S',
        stage: 'Draft',
        validuntil: '2026-04-03',
        userid: 1,
        lineitems,
      }),
    );
    const quote = formOf(whmcs, 'CreateQuote');
    expect(Buffer.from(quote.lineitems ?? '', 'base64').toString()).toContain('s:11:"Zürich €"');
    expect(unpacked(quote.lineitems)).toMatchObject([
      { desc: 'Zürich €', qty: 2, up: '10.00', taxable: '1' },
    ]);
    done(await agent.call('whmcs_update_client', { clientid: 1, customfields: { 1: 'Yahoo' } }));
    expect(formOf(whmcs, 'UpdateClient').customfields).toBe('YToxOntpOjE7czo1OiJZYWhvbyI7fQ==');
  });

  test('dates are ISO to the caller and localised where WHMCS wants that', async () => {
    const { agent, whmcs } = await start();
    done(
      await agent.call('whmcs_create_quote', {
        subject: 'S',
        stage: 'Draft',
        validuntil: '2026-04-03',
        userid: 1,
      }),
    );
    expect(formOf(whmcs, 'CreateQuote').validuntil).toBe('03/04/2026');
    done(await agent.call('whmcs_get_activity_log', { date: '2026-04-03' }));
    expect(formOf(whmcs, 'GetActivityLog').date).toBe('03/04/2026');
    done(await agent.call('whmcs_get_quotes', { validuntil: '2026-04-03' }));
    expect(formOf(whmcs, 'GetQuotes').validuntil).toBe('2026-04-03');
    done(
      await agent.call('whmcs_add_payment', {
        ...samples.whmcs_add_payment?.least,
        date: '2026-04-03T10:00:00+02:00',
      }),
    );
    expect(formOf(whmcs, 'AddInvoicePayment').date).toBe('2026-04-03 08:00:00');
  });

  test('flags that fall back to a product setting always travel', async () => {
    const { agent, whmcs } = await start();
    done(await agent.call('whmcs_accept_order', { orderid: 1 }));
    expect(formOf(whmcs, 'AcceptOrder')).toEqual({
      orderid: '1',
      autosetup: '0',
      sendregistrar: '0',
      sendemail: '0',
    });
    done(await agent.call('whmcs_cancel_order', { orderid: 1 }));
    expect(formOf(whmcs, 'CancelOrder')).toEqual({ orderid: '1', cancelsub: '0', noemail: '0' });
  });

  test('a payment without a date is dated now, on the clock of the installation', async () => {
    const { agent, whmcs } = await start();
    const before = Date.now();
    done(await agent.call('whmcs_add_payment', samples.whmcs_add_payment?.least));
    const date = formOf(whmcs, 'AddInvoicePayment').date ?? '';
    expect(date).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    const at = Date.parse(`${date.replace(' ', 'T')}Z`);
    expect(at).toBeGreaterThanOrEqual(before - 1000);
    expect(at).toBeLessThanOrEqual(Date.now());
  });

  test('a reply by staff comes from the administrator that the operator named', async () => {
    const { agent, whmcs } = await start();
    done(await agent.call('whmcs_add_ticket_reply', { ticketid: 1, message: 'Hi' }));
    expect(formOf(whmcs, 'AddTicketReply')).toMatchObject({ adminusername: 'agent' });
    const nobody = await inProcess({
      ...whmcs.env,
      GUARD_POLICY: policyFile(ALLOW_ALL),
      WHMCS_STAFF_USERNAME: '',
    });
    const replies = () => whmcs.received.filter((request) => request.action === 'AddTicketReply').length;
    const sent = replies();
    const answer = await nobody.call('whmcs_add_ticket_reply', { ticketid: 1, message: 'Hi' });
    expect(answer.text).toContain('WHMCS_STAFF_USERNAME');
    expect(replies()).toBe(sent);
    done(await nobody.call('whmcs_add_ticket_reply', { ticketid: 1, message: 'Hi', clientid: 1 }));
  });

  test('a new user has a generated password that no answer shows', async () => {
    const { agent, whmcs } = await start();
    const answer = await agent.call('whmcs_add_client', samples.whmcs_add_client?.least);
    const password = formOf(whmcs, 'AddClient').password2 ?? '';
    expect(password.length).toBeGreaterThanOrEqual(20);
    expect(answer.text).not.toContain(password);
    done(await agent.call('whmcs_add_client', { ...samples.whmcs_add_client?.least, owner_user_id: 3 }));
    const attached = whmcs.received.filter((request) => request.action === 'AddClient').at(-1);
    expect(attached?.form.map(([name]) => name)).not.toContain('password2');
  });
});
