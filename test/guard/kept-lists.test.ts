import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LOCAL_CALLER, sessionFor } from '../../src/guard/index.js';
import { LANDMARKS } from '../../src/sandbox/index.js';
import { RISK_CLASSES } from '../../src/terms.js';
import { ACTS, type Act } from '../acts.js';
import { typed } from '../commands/terminal.js';
import { everyTool } from '../every-tool.js';
import {
  type Agent,
  ALLOW_ALL,
  type Answer,
  credentialsFor,
  done,
  inProcess,
  openProgram,
  policyFile,
  sandboxed,
  temporaryFolder,
  until,
} from '../harness.js';
import { catalogue, heldAnswers, recorder } from '../recorder.js';
import { samples } from '../samples.js';

/** Calls of every tool whose answer is kept, and of a few whose answer is not. */
const READS: readonly (readonly [tool: string, args: Record<string, unknown>])[] = [
  ['whmcs_get_products', {}],
  ['whmcs_get_products', { gid: 1, fields: ['pid', 'name'] }],
  ['whmcs_get_product_groups', {}],
  ['whmcs_get_currencies', {}],
  ['whmcs_get_payment_methods', {}],
  ['whmcs_get_support_departments', {}],
  ['whmcs_get_support_departments', { ignore_dept_assignments: true }],
  ['whmcs_get_support_statuses', {}],
  ['whmcs_get_support_statuses', { deptid: 1 }],
  ['whmcs_get_tld_pricing', { tld: 'com' }],
  ['whmcs_get_tld_pricing', { clientid: 1 }],
  ['whmcs_get_servers', {}],
  ['whmcs_get_email_templates', { type: 'general' }],
  ['whmcs_get_admin_users', {}],
  ['whmcs_get_clients', { limitnum: 5 }],
  ['whmcs_get_tickets', { limitnum: 5 }],
  ['whmcs_get_orders', { limitnum: 5 }],
];

type Write = Pick<Act, 'tool' | 'args'>;

/** What operators ask for, then the samples of each tool, the milder ones first. */
const WRITES: readonly Write[] = [
  ...ACTS.filter(({ tool }) => !tool.startsWith('whmcs_get_')),
  ...RISK_CLASSES.filter((risk) => risk !== 'read').flatMap((risk) =>
    catalogue.tools
      .filter(({ riskClass }) => riskClass === risk)
      .flatMap(({ tool }) => {
        const { least, most, more = [] } = samples[tool] ?? { least: {} };
        return [least, ...(most === undefined ? [] : [most]), ...more].map((args) => ({
          tool,
          args: () => args,
        }));
      }),
  ),
];

/** Marks around text of outsiders are numbered anew in each answer. */
const said = ({ code, text }: Answer) => ({ code, text: text.replace(/untrusted-\d+/g, 'untrusted') });

/** An agent of a server that keeps lists and shares requests, one of a server that does not, and one WHMCS for both. */
async function both() {
  const sandbox = await sandboxed();
  const start = (memory: string) =>
    inProcess({
      ...credentialsFor(sandbox),
      WHMCS_MEMORY_S: memory,
      WHMCS_RATE: '0',
      WHMCS_CONCURRENCY: '64',
      GUARD_POLICY: policyFile(ALLOW_ALL),
    });
  const [keeps, asks] = [await start('60'), await start('0')];
  /** The answer, the same as WHMCS would give now. */
  async function read(at: number, times = 1): Promise<void> {
    const [tool, args] = READS[at % READS.length] ?? ['', {}];
    const answers = Array.from({ length: times }, () => keeps.call(tool, args));
    const wanted = said(await asks.call(tool, args));
    for (const answer of answers)
      expect(said(await answer), `${tool} ${JSON.stringify(args)}`).toEqual(wanted);
  }
  /** Whether it changed anything. */
  async function write({ tool, args }: Write): Promise<boolean> {
    const effects = () => sandbox.requests.filter(({ effect }) => effect).length;
    const before = effects();
    let given: Record<string, unknown>;
    try {
      given = args(sandbox.state);
    } catch {
      // What it is about is gone by now.
      return false;
    }
    await keeps.call(tool, given);
    return effects() > before;
  }

  return { read, write };
}

test('every tool whose answer is kept is among those that writes are tried against', () => {
  const kept = [...everyTool().values()].flatMap(({ name, rarelyChanges }) => (rarelyChanges ? [name] : []));
  expect(kept.length).toBeGreaterThan(8);
  expect(READS.map(([tool]) => tool)).toEqual(expect.arrayContaining(kept));
});

test('no write leaves a list in memory that it has changed', { timeout: 60_000 }, async () => {
  const { read, write } = await both();
  const all = async () => {
    for (const at of READS.keys()) await read(at);
  };
  await all();
  let carriedOut = 0;
  for (const one of WRITES) {
    if (!(await write(one))) continue;
    carriedOut += 1;
    await all();
  }
  expect(carriedOut).toBeGreaterThan(25);
});

test('answers are the same as without memory and sharing, in whatever order reads and writes come', {
  timeout: 120_000,
}, async () => {
  const step = fc.record({
    write: fc.option(fc.nat(WRITES.length - 1), { freq: 3 }),
    read: fc.nat(READS.length - 1),
    times: fc.integer({ min: 1, max: 4 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 12 }), async (steps) => {
      const { read, write } = await both();
      for (const { write: index, read: at, times } of steps) {
        const one = WRITES[index ?? -1];
        if (one !== undefined) await write(one);
        await read(at, times);
      }
    }),
    { numRuns: 25 },
  );
});

const LIST = { result: 'success', totalresults: 1, currencies: { currency: [{ id: 1, code: 'USD' }] } };

/** A server that keeps lists, before a WHMCS that says what it is told to. */
async function keeping(policy: object = ALLOW_ALL, now?: () => Date) {
  const whmcs = await recorder();
  const file = policyFile(policy);
  const env = {
    ...whmcs.env,
    WHMCS_MEMORY_S: '60',
    GUARD_STATE: join(temporaryFolder(), 'state.db'),
    GUARD_POLICY: file,
  };
  const { app, connectAs } = openProgram(env, {}, undefined, now);
  const agent = await connectAs(sessionFor(LOCAL_CALLER));
  whmcs.answers.set('GetCurrencies', LIST);
  const asked = (action: string) => whmcs.received.filter((one) => one.action === action).length;
  return { whmcs, file, env, app, connectAs, agent, asked };
}

const currencies = (agent: Agent) => agent.call('whmcs_get_currencies');

describe('a list from memory', () => {
  test('is decided on, counted and written down like any other answer', async () => {
    const { agent, asked, app, env } = await keeping({
      ...ALLOW_ALL,
      tools: { whmcs_get_currencies: { limits: [{ counter: 'looks', window: 'hour', max: 3 }] } },
    });
    const answers = [await currencies(agent), await currencies(agent), await currencies(agent)];
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect((await currencies(agent)).code).toBe('rate_limited');
    expect(asked('GetCurrencies')).toBe(1);
    const { calls } = await app.journal.calls({ limit: 10 });
    expect(calls.map(({ served }) => served)).toEqual([undefined, 'memory', 'memory', undefined]);
    const { out } = await typed(['audit', 'show', calls[1]?.call ?? ''], env);
    expect(out).toContain('from memory; WHMCS was not asked again');
  });

  test('is shown to each caller as the policy of the moment has it, and to nobody who may not see it', async () => {
    const { agent, connectAs, asked, file, app, whmcs } = await keeping();
    whmcs.answers.set('GetAdminUsers', {
      result: 'success',
      count: 1,
      admin_users: [{ id: 1, email: 'ada@example.com' }],
    });
    const staff = (one: Agent) => one.call('whmcs_get_admin_users');
    const other = await connectAs(sessionFor({ name: 'other', channel: 'stdio' }));
    expect((await staff(agent)).text).toContain('ada@example.com');
    expect((await staff(other)).text).toContain('ada@example.com');
    expect(asked('GetAdminUsers')).toBe(1);

    let changed = 0;
    app.onPolicyChange(() => {
      changed += 1;
    });
    const deny = { conditions: [{ path: 'caller.name', op: 'eq', value: 'other' }], on_deny: 'Not you.' };
    writeFileSync(
      file,
      JSON.stringify({
        ...ALLOW_ALL,
        redact: { contact: 'drop' },
        tools: { whmcs_get_admin_users: { deny_if: [deny] } },
      }),
    );
    await until(() => changed === 1);
    expect((await staff(other)).code).toBe('policy_denied');
    const redacted = await staff(agent);
    expect(redacted.isError).toBe(false);
    expect(redacted.text).not.toContain('ada@example.com');
    expect(asked('GetAdminUsers')).toBe(1);
  });

  test('is read anew after a minute, by the clock of the wall too, whichever way it was set', async () => {
    let date = Date.parse('2026-03-02T12:00:00Z');
    const { agent, asked } = await keeping(ALLOW_ALL, () => new Date(date));
    const readAfter = async (ms: number) => {
      date += ms;
      done(await currencies(agent));
      return asked('GetCurrencies');
    };
    expect([await readAfter(0), await readAfter(59_999), await readAfter(1)]).toEqual([1, 1, 2]);
    expect([await readAfter(-59_999), await readAfter(-1)]).toEqual([2, 3]);
  });

  test('is never what the guard decides on', async () => {
    const { agent, asked, whmcs } = await keeping();
    const methods = (module: string) => ({
      result: 'success',
      totalresults: 1,
      paymentmethods: { paymentmethod: [{ module, displayname: module }] },
    });
    whmcs.answers.set('GetPaymentMethods', methods('mailin'));
    done(await agent.call('whmcs_get_payment_methods'));
    whmcs.answers.set('GetPaymentMethods', methods('banktransfer'));
    const invoice = {
      userid: 1,
      items: [{ description: 'Setup', amount: '5.00' }],
      paymentmethod: 'mailin',
    };
    expect((await agent.call('whmcs_create_invoice', invoice)).text).toContain(
      'no payment method of that name',
    );
    expect(asked('GetPaymentMethods')).toBe(2);
  });

  test('is not kept where a write left while it was read', async () => {
    const { agent, asked, whmcs } = await keeping();
    const none = { result: 'success', totalresults: 0, products: { product: [] } };
    const held = heldAnswers(whmcs, 'GetProducts', none);
    const products = () => agent.call('whmcs_get_products');
    const first = products();
    await until(() => asked('GetProducts') === 1);
    const pending = await agent.call('whmcs_pending_order', { orderid: LANDMARKS.pendingOrder });
    expect(pending.text).not.toContain('[POLICY DENIED]');
    expect(asked('PendingOrder')).toBe(1);
    held[0]?.();
    done(await first);
    const second = products();
    await until(() => asked('GetProducts') === 2);
    held[1]?.();
    done(await second);
    done(await products());
    expect(asked('GetProducts')).toBe(2);
  });

  test('is not kept where it is very long, where it is refused, and where the operator wants none kept', async () => {
    const { agent, asked, whmcs, env } = await keeping();
    whmcs.answers.set('GetCurrencies', { ...LIST, filler: '1'.repeat(1_000_000) });
    for (let n = 0; n < 2; n += 1) done(await currencies(agent));
    expect(asked('GetCurrencies')).toBe(2);
    whmcs.answers.set('GetCurrencies', { result: 'error', message: 'Not today' });
    for (let n = 0; n < 2; n += 1) expect((await currencies(agent)).isError).toBe(true);
    expect(asked('GetCurrencies')).toBe(4);

    whmcs.answers.set('GetCurrencies', LIST);
    const without = await inProcess({ ...env, WHMCS_MEMORY_S: '0', GUARD_STATE: 'memory' });
    for (let n = 0; n < 2; n += 1) done(await currencies(without));
    expect(asked('GetCurrencies')).toBe(6);
  });

  test('makes room for newer ones', async () => {
    const { agent, asked, whmcs } = await keeping();
    whmcs.answers.set('GetEmailTemplates', {
      result: 'success',
      totalresults: 0,
      filler: '1'.repeat(900_000),
      emailtemplates: { emailtemplate: [] },
    });
    const templates = (language: string) => agent.call('whmcs_get_email_templates', { language });
    const five = ['english', 'german', 'french', 'danish', 'dutch'];
    for (const language of five) done(await templates(language));
    done(await templates('dutch'));
    expect(asked('GetEmailTemplates')).toBe(5);
    done(await templates('english'));
    expect(asked('GetEmailTemplates')).toBe(6);
  });

  test('of servers is not what they say of themselves', async () => {
    const { agent, asked } = await keeping();
    for (let n = 0; n < 2; n += 1) done(await agent.call('whmcs_get_servers', { fetchStatus: true }));
    expect(asked('GetServers')).toBe(2);
    for (let n = 0; n < 2; n += 1) done(await agent.call('whmcs_get_servers'));
    expect(asked('GetServers')).toBe(3);
  });
});
