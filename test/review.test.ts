import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { build, installationIdOf } from '../src/app.js';
import { readConfig } from '../src/config/index.js';
import { LOCAL_CALLER, sessionFor } from '../src/guard/index.js';
import { createLog } from '../src/log.js';
import { createWithholder } from '../src/output/index.js';
import { loadEngine } from '../src/store/sqlite/engine.js';
import { everyTool } from './every-tool.js';
import { type Agent, ALLOW_ALL, done, inProcess, policyFile, temporaryFolder } from './harness.js';
import { CREDENTIALS, type Recorder, recorder, sampleReplies } from './recorder.js';
import { samples } from './samples.js';

async function start(
  policy: unknown = ALLOW_ALL,
  env: Record<string, string> = {},
): Promise<{ agent: Agent; whmcs: Recorder }> {
  const whmcs = await recorder();
  return { whmcs, agent: await inProcess({ ...whmcs.env, GUARD_POLICY: policyFile(policy), ...env }) };
}

const arrivals = ({ received }: Recorder, action: string) =>
  received.filter((request) => request.action === action).length;

describe('credentials that stand where no field is named after them', () => {
  const withhold = createWithholder(['own "s&cret" x']);

  test.each([
    ['JSON in a text', { orderdata: '{"domains":[{"name":"example.com","eppcode":"Zk7-LEAK"}]}' }],
    ['JSON in JSON in a text', { raw: JSON.stringify({ inner: JSON.stringify({ password: 'LEAK' }) }) }],
    ['JSON that WHMCS encoded', { raw: '{&quot;password&quot;:&quot;LEAK&quot;}' }],
    ['JSON that was cut', { raw: '{"api_key": "LEAK", "na' }],
    ['PHP serialize()', { raw: 'a:1:{s:8:"password";s:4:"LEAK";}' }],
    ['a custom field', { customfields: [{ id: 3, name: 'Root Password', value: 'LEAK' }] }],
    ['a configurable option', { option: 'API key', value: 'LEAK' }],
    ['a link to a ticket', { message: 'https://example.com/viewticket.php?tid=ABC-12&amp;c=LEAK here' }],
    ['a link to set a password', { message: 'https://example.com/password/reset/redeem/LEAK' }],
    ['the activity log', { description: 'Changed - Password: LEAK - User: a' }],
    ['HTML', { message: '<p>Password: <b>LEAK</b></p>' }],
    ['a registrar', { Registrant: { Name: 'A', 'EPP Code': 'LEAK', 'Auth-Code': 'LEAK' } }],
  ])('%s', (_where, reply) => {
    const text = JSON.stringify(withhold(reply));
    expect(text).not.toContain('LEAK');
    expect(text).toContain('[withheld]');
  });

  test('our own secret, however it is written', () => {
    const spelled = ['own "s&cret" x', 'own &quot;s&amp;cret&quot; x', 'own+%22s%26cret%22+x'];
    for (const text of [...spelled, 'said own \\"s&cret\\" x']) {
      expect(JSON.stringify(withhold({ text }))).not.toContain('cret');
    }
  });

  test('other text stays as it is', () => {
    const reply = {
      message: 'I forgot my password, please help. See https://example.com/index.php?c=3',
      subject: 'Password: {$client_password}',
      fraudoutput: '{"country": "DE",  "score": 1.50}',
      name: 'Password reset',
      customfields: [{ id: 1, name: 'VAT', value: 'DE1' }],
    };
    expect(withhold(reply)).toEqual(reply);
  });

  test('a text that is nested too deep to look through does not come out, and does not make the call fail', () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    expect(() => withhold({ deep })).not.toThrow();
  });
});

test('a log entry is one line and no terminal command, and shows no secret that had to be escaped', () => {
  let out = '';
  const log = createLog({
    level: 'info',
    secrets: ['a"b\\c'],
    write: (line) => {
      out += line;
    },
  });
  log('info', 'x', { error: 'one\u2028two\u0085three\u009b2J a"b\\c' });
  expect(out).not.toMatch(/[\u0080-\u009f\u2028]/);
  expect(out).toContain('\\u2028');
  expect(out).toContain('[secret]');
});

describe('arguments', () => {
  test.each(['\u0000', 'x\u0000', 'x\ud800'])(
    'text that PHP would get otherwise is refused',
    async (text) => {
      const { agent, whmcs } = await start();
      expect((await agent.call('whmcs_get_clients', { search: text })).code).toBe('invalid_arguments');
      const update = await agent.call('whmcs_update_client', { clientid: 1, companyname: text });
      expect(update.code).toBe('invalid_arguments');
      expect(whmcs.received).toEqual([]);
    },
  );

  test.each(['&#123;php&#125;', '&#x7B;$x', '&lbrace;x', '&amp;#0123;x', '&#123$x'])(
    'template code written in entities is refused: %s',
    async (text) => {
      const { agent, whmcs } = await start();
      const mail = { id: 1, customtype: 'general', customsubject: 'Hi', custommessage: text };
      expect((await agent.call('whmcs_send_email', mail)).code).toBe('invalid_arguments');
      expect(whmcs.received).toEqual([]);
    },
  );

  test('a thousand wrong keys are answered in few words', async () => {
    const { agent } = await start();
    const wrong = Object.fromEntries(Array.from({ length: 5000 }, (_none, n) => [`key${n}`, 1]));
    const answer = await agent.call('whmcs_get_stats', wrong);
    expect(answer.code).toBe('invalid_arguments');
    expect(answer.text.length).toBeLessThan(3000);
  });

  test('a transaction id that differs in case or outer blanks alone is the same transaction', async () => {
    const { agent, whmcs } = await start();
    const row = { id: 1, transid: 'TX-9a', invoiceid: 4, date: '2026-01-01' };
    whmcs.answers.set('GetTransactions', { result: 'success', transactions: { transaction: [row] } });
    const payment = { ...samples.whmcs_add_payment?.least, transid: 'tx-9A ' };
    expect((await agent.call('whmcs_add_payment', payment)).code).toBe('duplicate_call');
    expect(arrivals(whmcs, 'AddInvoicePayment')).toBe(0);
  });
});

describe('effects', () => {
  const effects = (name: string, values: Record<string, unknown>) =>
    everyTool().get(name)?.effects(values).certain;

  test('deleting a stored card can not be undone', () => {
    expect(effects('whmcs_update_client', { clientid: 1, clearcreditcard: true })).toContain('irreversible');
    expect(effects('whmcs_update_client', { clientid: 1, city: 'X' })).toEqual([]);
  });

  test('an invoice paid from credit at once sets off what applying credit does', () => {
    const paid = effects('whmcs_create_invoice', { autoapplycredit: true });
    expect(paid).toEqual(expect.arrayContaining(['money', 'irreversible', 'provisioning', 'mail']));
    expect(effects('whmcs_create_invoice', { autoapplycredit: false, draft: true })).toEqual([]);
  });
});

describe('what is at stake', () => {
  const cap = {
    version: '1',
    default: 'allow',
    tools: {
      whmcs_create_invoice: {
        require: [{ conditions: [{ path: 'money.amount', op: 'lte', value: 100 }] }],
      },
    },
  };
  const items = [{ description: 'x', amount: '90.00', taxed: true }];

  test('taxes that the call sets count', async () => {
    const { agent, whmcs } = await start(cap);
    done(await agent.call('whmcs_create_invoice', { userid: 1, items, taxrate: '10' }));
    const over = { userid: 1, items, taxrate: '10', taxrate2: '10' };
    expect((await agent.call('whmcs_create_invoice', over)).code).toBe('policy_denied');
    expect(arrivals(whmcs, 'CreateInvoice')).toBe(1);
  });

  test('lines that add up to less than nothing are no small amount', async () => {
    const { agent, whmcs } = await start(cap);
    const credit = [{ description: 'x', amount: '-90.00', taxed: false }];
    expect((await agent.call('whmcs_create_invoice', { userid: 1, items: credit })).code).toBe(
      'policy_denied',
    );
    expect(arrivals(whmcs, 'CreateInvoice')).toBe(0);
  });

  test('an amount that can not be told is denied where a person would be asked about it', async () => {
    const when = [{ path: 'money.amount', op: 'gte', value: 1 }];
    const asking = { whmcs_create_invoice: { require_approval: { when } } };
    const { agent, whmcs } = await start({ version: '1', default: 'allow', tools: asking });
    whmcs.answers.set('GetCurrencies', { result: 'error', message: 'Not now' });
    expect((await agent.call('whmcs_create_invoice', { userid: 1, items })).code).toBe('policy_denied');
    expect(arrivals(whmcs, 'CreateInvoice')).toBe(0);
  });
});

test.each([
  ['whmcs_update_invoice', 'GetInvoice', 'invoice', { invoiceid: 77, notes: 'x' }],
  ['whmcs_update_ticket', 'GetTicket', 'ticket', { ticketid: 77, priority: 'Low' }],
  ['whmcs_update_client', 'GetClientsDetails', 'client', { clientid: 77, city: 'X' }],
])('%s: a rule never reads another record than the one named', async (tool, action, record, args) => {
  const conditions = [{ path: `context.${record}.status`, op: 'exists', value: true }];
  const { agent, whmcs } = await start({
    version: '1',
    default: 'allow',
    tools: { [tool]: { require: [{ conditions }] } },
  });
  const { text } = await agent.call(tool, args);
  expect(text).toMatch(/^\[POLICY DENIED\]/);
  expect(arrivals(whmcs, action)).toBe(1);
  expect(sampleReplies[action]).toBeDefined();
});

test('one installation has one name in the state, however its address is written', () => {
  const all = [
    'https://example.com/whmcs',
    'https://EXAMPLE.com/whmcs/',
    'https://example.com/whmcs/includes/api.php',
  ];
  expect(new Set(all.map(installationIdOf)).size).toBe(1);
});

test('the switch that is thrown while a write is being checked stops the write', async () => {
  const folder = temporaryFolder();
  const { agent, whmcs } = await start(ALLOW_ALL, { GUARD_STATE: join(folder, 'state.db') });
  whmcs.answers.set('GetPaymentMethods', {
    result: 'success',
    toJSON() {
      writeFileSync(join(folder, 'halt'), '');
      return { result: 'success', paymentmethods: { paymentmethod: [{ module: 'paypal' }] } };
    },
  });
  const answer = await agent.call('whmcs_update_client', { clientid: 1, paymentmethod: 'paypal' });
  expect(answer.text).toMatch(/\(halted\): The file \S+halt exists\. Only reading/);
  expect(arrivals(whmcs, 'UpdateClient')).toBe(0);
});

test('while the state can be read and not written, reads go on and nothing else does', async () => {
  const state = join(temporaryFolder(), 'state.db');
  const { agent, whmcs } = await start(ALLOW_ALL, { GUARD_STATE: state });
  done(await agent.call('whmcs_get_stats'));
  const Engine = await loadEngine(state);
  const other = new Engine(state, { timeout: 1000 });
  other.exec(`CREATE TRIGGER full BEFORE INSERT ON journal BEGIN SELECT RAISE(ABORT, 'full'); END`);
  other.close();
  done(await agent.call('whmcs_get_stats'));
  expect((await agent.call('whmcs_log_activity', { description: 'x' })).code).toBe('internal');
  expect(arrivals(whmcs, 'LogActivity')).toBe(0);
});

test('of two payments with one transaction id that come at once, one is booked', async () => {
  const { agent, whmcs } = await start();
  const payment = samples.whmcs_add_payment?.least ?? {};
  const booked = () =>
    arrivals(whmcs, 'AddInvoicePayment') === 0 ? '' : { transaction: [{ ...payment, date: '2026-01-01' }] };
  whmcs.answers.set('GetTransactions', {
    toJSON: () => ({ result: 'success', transactions: booked() }),
  });
  const answers = await Promise.all([1, 2, 3].map(() => agent.call('whmcs_add_payment', payment)));
  expect(answers.map(({ code }) => code).sort()).toEqual(['duplicate_call', 'duplicate_call', undefined]);
  expect(arrivals(whmcs, 'AddInvoicePayment')).toBe(1);
});

test('the journal keeps what the agent wrote as it was sent, without our own credential', async () => {
  const state = join(temporaryFolder(), 'state.db');
  const { agent } = await start(ALLOW_ALL, { GUARD_STATE: state });
  done(await agent.call('whmcs_log_activity', { description: 'New password: GIVEN-4711' }));
  done(await agent.call('whmcs_log_activity', { description: `echo ${CREDENTIALS.secret}` }));
  const Engine = await loadEngine(state);
  const other = new Engine(state, { timeout: 1000 });
  const kept = other
    .prepare('SELECT body FROM journal')
    .all()
    .map((row) => JSON.stringify(row))
    .join();
  other.close();
  expect(kept).toContain('[withheld]');
  expect(kept).toContain('New password: GIVEN-4711');
  expect(kept).not.toContain(CREDENTIALS.secret);
});

test.each(['Example.COM', 'ｅｘａｍｐｌｅ.com', 'example．com'])(
  'a rule about a domain holds however its name is written: %s',
  async (domain) => {
    const rule = { conditions: [{ path: 'args.domain', op: 'eq', value: 'example.com' }] };
    const { agent, whmcs } = await start({
      version: '1',
      default: 'allow',
      tools: { whmcs_renew_domain: { deny_if: [rule] } },
    });
    expect((await agent.call('whmcs_renew_domain', { domain })).code).toBe('policy_denied');
    expect(whmcs.received).toEqual([]);
  },
);

test('a client that goes on calling does not keep the program from ending', async () => {
  const whmcs = await recorder();
  const env = { ...whmcs.env, GUARD_POLICY: policyFile(ALLOW_ALL) };
  const read = readConfig(env, { destructiveTools: [], state: 'memory' });
  if ('problems' in read) throw new Error('the configuration is refused');
  const app = build(read.config, { log: () => {} });
  const session = sessionFor(LOCAL_CALLER);
  const ends: boolean[] = [];
  let closed = false;
  async function goOn(): Promise<void> {
    while (!closed && ends.length < 2000) {
      ends.push((await app.guard.call(session, 'whmcs_get_stats', {})).ok);
      await new Promise((next) => setImmediate(next));
    }
  }
  const callers = [goOn(), goOn()];
  while (ends.length === 0) await new Promise((next) => setImmediate(next));
  await app.close();
  closed = true;
  await Promise.all(callers);
  expect(ends[0]).toBe(true);
  expect(ends.length).toBeLessThan(2000);
  expect(await app.guard.call(session, 'whmcs_get_stats', {})).toMatchObject({ ok: false, code: 'internal' });
});
