import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { allTools } from '../../src/app.js';
import type { ConsoleOptions } from '../../src/console/options.js';
import { createPolicyDesk } from '../../src/policy-desk/index.js';
import { openProgram, temporaryFolder } from '../harness.js';
import { recorder } from '../recorder.js';
import { approver, openConsole, operator, type Visitor } from './running-console.js';

const DESK = {
  version: '1',
  default: 'deny',
  all_tools: {
    require_approval: {
      when: [{ path: 'session.tainted', op: 'eq', value: true }],
      message: 'outsiders may be steering it',
    },
  },
  classes: { read: {}, write: { limits: [{ counter: 'writes', window: 'hour', max: 20 }] } },
  tools: {
    whmcs_add_payment: {
      require_approval: {
        when: [{ path: 'money.amount', op: 'gt', value: '250.00' }],
        message: 'payments above 250 need a person',
      },
      limits: [
        {
          counter: 'moved',
          window: 'day',
          max: '1000.00',
          scope: 'install',
          increment_from: 'money.amount',
          over: 'approval',
        },
      ],
    },
  },
  hide: ['whmcs_log_activity'],
  grants: { support: { callers: ['desk'], toolsets: ['tickets'] }, billing: { callers: ['books'] } },
};
const CASES = [
  {
    name: 'small payments go',
    tool: 'whmcs_add_payment',
    args: PAYMENT(),
    money: { amount: '60.00' },
    expect: 'allow',
  },
];

function PAYMENT() {
  return { invoiceid: 1, amount: '60.00', gateway: 'banktransfer', transid: 't-1' };
}

const indented = (policy: unknown) => `${JSON.stringify(policy, null, 2)}\n`;

/** The console of a program whose policy is in a file, with a decision table beside it. */
async function desk(more: Partial<ConsoleOptions> = {}, env: Record<string, string> = {}) {
  const path = join(temporaryFolder(), 'policy.json');
  writeFileSync(path, indented(DESK), { mode: 0o600 });
  const whmcs = await recorder();
  const { app } = openProgram({ ...whmcs.env, GUARD_POLICY: path, ...env });
  const table = path.replace('.json', '.cases.json');
  const console = await openConsole({
    policy: app.policy,
    describe: (tool) => allTools().get(tool),
    tools: () => app.guard.states({ caller: { name: 'local', channel: 'stdio' } }),
    policyDesk: createPolicyDesk({
      catalog: allTools(),
      installs: app.guard.installs,
      switches: {},
      policy: app.policy,
      policyText: app.policyText,
      replacePolicy: app.replacePolicy,
      limits: app.guard.limits,
      casesFor: async () =>
        existsSync(table) ? { name: 'policy.cases.json', text: readFileSync(table, 'utf8') } : undefined,
      now: () => new Date('2026-03-10T12:00:00.000Z'),
    }),
    policyEditors: ['Anna'],
    ...more,
  });
  return { app, console, path, table, whmcs };
}

/** The words of a page, as they are read. */
async function words(answer: Response | Promise<Response>): Promise<string> {
  const text = await (await answer).text();
  return text
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ');
}

const fieldIn = (page: string, name: string) =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? '';

/** Checks a text and presses "Put in force", with what else is filled in. */
async function putInForce(me: Visitor, text: string, more: Record<string, string> = {}) {
  const opened = await (await me.get('/policy/edit')).text();
  const after = fieldIn(opened, 'after');
  const checked = fieldIn(await (await me.post('/policy/check', { text, after })).text(), 'checked');
  return me.post('/policy/put', { text, after, checked, note: 'for Easter', ...more });
}

test('the policy in words: act by act, tool by tool, with limits, where it is kept and when it was changed', async () => {
  const { app, console, path } = await desk();
  const me = await operator(console);
  const page = await words(me.get('/policy'));
  for (const part of [
    `Kept in ${path}`,
    `Revision ${app.policy().revision}`,
    'Mode in force',
    'Look things up all 29 – – –',
    'Delete, cancel, terminate – – – all 7',
    'Whatever it is called, by what it does',
    'Depends on the call Record a payment Asks a person: payments above 250 need a person',
    'Refused Accept an order no rule of the policy lists it',
    'Hidden Write to the activity log the policy hides it',
    'Limit: 15 tools: 20 calls an hour, for each caller',
    'Budget: Record a payment: 1,000.00 at stake a day, for all together; past it a person decides',
    'Change the policy…',
  ]) {
    expect(page).toContain(part);
  }
  const tainted = await words(me.get('/policy?session=tainted'));
  expect(tainted).toContain('Look things up – – all 29 –');
  expect(tainted).toContain('outsiders may be steering it');
  const support = await words(me.get('/policy?grant=support'));
  expect(support).toContain('Hidden Record a payment the grant leaves it out');
  expect(await (await me.get('/policy')).text()).toContain(
    '<code>/tools/whmcs_add_payment/require_approval</code>',
  );
});

test('a call can be tried: it reaches nothing, asks nobody and counts nothing', async () => {
  const { app, console, whmcs } = await desk();
  const me = await operator(console);
  const args = JSON.stringify(PAYMENT());
  const tried = (fields: Record<string, string>) =>
    words(me.post('/policy/try', { tool: 'whmcs_add_payment', args, caller: 'local', ...fields }));
  const open = await tried({});
  expect(open).toContain('Depends on WHMCS');
  expect(open).toContain('Not known: how much is at stake.');
  expect(open).toContain('Asks a person: payments above 250 need a person');
  const small = await tried({ facts: '{"money": {"amount": "60.00"}}' });
  expect(small).toContain('The call would be made.');
  expect(small).toContain('It would count in a limit that stands at 0 of 1000 ');
  const large = await tried({ facts: '{"money": {"amount": "251"}}' });
  expect(large).toContain('A person would be asked');
  expect(large).toContain('The rule says: payments above 250 need a person');
  expect(await tried({ facts: '{"money": {"amount": "1"}}', session: 'tainted' })).toContain(
    'The rule says: outsiders may be steering it',
  );
  expect(await tried({ grant: 'support' })).toContain('The agent does not see this tool');
  expect(await tried({ tool: 'whmcs_accept_order', args: '{"orderid": 1}' })).toContain(
    'The agent would be refused.',
  );
  expect(await tried({ args: '{' })).toContain("That can't be tried: the arguments must be JSON");
  expect(await tried({ args: '{"amount": "x"}' })).toContain('would refuse these arguments');
  expect(await tried({ tool: 'whmcs_pay' })).toContain('there is no tool "whmcs_pay"');
  expect(whmcs.received).toEqual([]);
  expect(await app.approvals.list({ limit: 10 })).toEqual([]);
  const store = await app.store();
  expect(await store.counters.usage(new Date())).toEqual([]);
  expect(await store.journal.find({ limit: 10 })).toEqual([]);
});

test('a policy with a fault can not be put in force: each problem has its line and its cure', async () => {
  const { console, path } = await desk();
  const me = await operator(console);
  const text = indented({ ...DESK, tools: { whmcs_add_paymnt: {} } });
  const page = await words(me.post('/policy/check', { text, after: '' }));
  expect(page).toMatch(
    /It can't be used: 1 problem Line \d+, column \d+ \/tools\/whmcs_add_paymnt : .*whmcs_add_payment/,
  );
  expect(page).not.toContain('Put in force');
  const answer = await me.post('/policy/put', { text, after: '', sure: 'yes' });
  expect(answer.status).toBe(409);
  expect(readFileSync(path, 'utf8')).toBe(indented(DESK));
});

test('before it is in force a change is told in words, and place by place', async () => {
  const { app, console, path } = await desk();
  const me = await operator(console);
  const next = structuredClone(DESK);
  next.tools.whmcs_add_payment.require_approval.when[0] = { path: 'money.amount', op: 'gt', value: '900.00' };
  next.tools.whmcs_add_payment.require_approval.message = 'payments above 900 need a person';
  next.hide = [];
  next.classes.write.limits[0] = { counter: 'writes', window: 'hour', max: 200 };
  const text = indented(next);
  const page = await words(me.post('/policy/check', { text: text.replaceAll('\n', '\r\n'), after: '' }));
  for (const part of [
    'It is good',
    'Write to the activity log Callers without a grant, before it has read what outsiders wrote hidden: the policy hides it allowed',
    'Callers of billing, after it has read what outsiders wrote hidden: the policy hides it asks a person',
    'asks a person: payments above 250 need a person allowed; asks a person: payments above 900 need a person',
    'No longer: 15 tools: 20 calls an hour, for each caller New: 15 tools: 200 calls an hour',
    '/tools/whmcs_add_payment/require_approval/when/0/value "250.00" "900.00"',
    '/hide/0 "whmcs_log_activity" nothing',
    'Put in force',
  ]) {
    expect(page).toContain(part);
  }
  expect(readFileSync(path, 'utf8')).toBe(indented(DESK));
  const done = await putInForce(me, text);
  expect(done.headers.get('location')).toBe('/policy');
  expect(readFileSync(path, 'utf8')).toBe(text);
  expect(readFileSync(`${path}.before`, 'utf8')).toBe(indented(DESK));
  const [entry] = await (await app.store()).journal.find({ kinds: ['operator'], limit: 1 });
  expect(entry?.body).toMatchObject({ event: 'policy.replaced', who: 'operator', note: 'for Easter' });
  expect(await words(me.get('/policy'))).toContain(`in force, as revision ${app.policy().revision}`);
});

test('what was not checked, or was changed by somebody else meanwhile, is not put in force', async () => {
  const { console, path } = await desk();
  const me = await operator(console);
  const text = indented({ ...DESK, hide: [] });
  const other = indented({ ...DESK, hide: ['whmcs_add_client'] });
  const slipped = await putInForce(me, text, { text: other });
  expect(slipped.status).toBe(409);
  expect(await words(slipped)).toContain('The text is not the one that was checked.');
  expect((await putInForce(me, text, { checked: '' })).status).toBe(409);
  const opened = fieldIn(await (await me.get('/policy/edit')).text(), 'after');
  const checked = fieldIn(await (await me.post('/policy/check', { text, after: opened })).text(), 'checked');
  writeFileSync(path, other);
  const late = await me.post('/policy/put', { text, after: opened, checked });
  expect(late.status).toBe(409);
  expect(await words(late)).toContain('Somebody else has changed the policy meanwhile');
  expect(readFileSync(path, 'utf8')).toBe(other);
});

test('cases that come out otherwise, and shadow mode, need a word that they are wanted', async () => {
  const { console, path, table } = await desk();
  writeFileSync(table, JSON.stringify(CASES));
  const me = await operator(console);
  expect(
    await words(me.post('/policy/check', { text: indented({ ...DESK, hide: [] }), after: '' })),
  ).toContain('All 1 case of policy.cases.json come out as they say.');
  const text = indented({ ...DESK, mode: 'shadow', tools: {} });
  const page = await words(me.post('/policy/check', { text, after: '' }));
  expect(page).toContain('Its mode is shadow: it denies nothing');
  expect(page).toContain('Line 1, small payments go: expected allow, is deny by (default deny)');
  const refused = await putInForce(me, text);
  expect(refused.status).toBe(409);
  expect(await words(refused)).toContain(
    'Say that you want it although it denies nothing (shadow mode) and cases',
  );
  expect(readFileSync(path, 'utf8')).toBe(indented(DESK));
  expect((await putInForce(me, text, { sure: 'yes' })).status).toBe(303);
  expect(readFileSync(path, 'utf8')).toBe(text);
});

test('only people whom the operator names change it, with their password again', async () => {
  const { console, path } = await desk();
  const [anna, ben, dora] = [
    await approver(console, 'anna'),
    await approver(console, 'ben'),
    await approver(console, 'dora', ['support']),
  ];
  const text = indented({ ...DESK, hide: [] });
  for (const stranger of [ben, dora]) {
    expect(await words(stranger.get('/policy'))).not.toContain('Change the policy…');
    for (const answer of [
      await stranger.get('/policy/edit'),
      await stranger.post('/policy/check', { text }),
      await stranger.post('/policy/put', { text }),
    ])
      expect(answer.headers.get('location')).toBe('/policy');
  }
  expect(await words(ben.get('/policy'))).toContain('MCP_CONSOLE_POLICY_EDITORS');
  for (const password of ['', 'a password of ben']) {
    const refused = await putInForce(anna, text, { password });
    expect(refused.status).toBe(409);
    expect(await words(refused)).toContain('That is not your password. Nothing was changed.');
  }
  expect((await anna.post('/policy/put', { text, csrf: 'guessed' })).status).toBe(403);
  expect(readFileSync(path, 'utf8')).toBe(indented(DESK));
  expect((await putInForce(anna, text, { password: 'a password of anna' })).status).toBe(303);
  expect(readFileSync(path, 'utf8')).toBe(text);
});

test('a password can not be guessed at there', async () => {
  const { console } = await desk();
  const anna = await approver(console, 'anna');
  const text = indented({ ...DESK, hide: [] });
  for (let guess = 0; guess < 5; guess += 1) await putInForce(anna, text, { password: `guess ${guess}` });
  expect(await words(putInForce(anna, text, { password: 'a password of anna' }))).toContain(
    'Too many attempts',
  );
});

test('who signed in by a link long ago signs in again first', async () => {
  const { console, path } = await desk();
  const me = await operator(console);
  console.pass(16 * 60_000);
  const refused = await putInForce(me, indented({ ...DESK, hide: [] }));
  expect(await words(refused)).toContain('You signed in more than 15 minutes ago.');
  expect(readFileSync(path, 'utf8')).toBe(indented(DESK));
});

test('who is held to grants sees and tries what holds for their callers, and no limits', async () => {
  const { console } = await desk();
  const dora = await approver(console, 'dora', ['support']);
  const page = await words(dora.get('/policy'));
  expect(page).toContain('Hidden Record a payment the grant leaves it out');
  expect(page).not.toMatch(/\bbilling\b|Limits and budgets/);
  expect(await words(dora.get('/policy?grant=billing'))).toContain('Hidden Record a payment');
  const tried = (grant: string) =>
    words(dora.post('/policy/try', { tool: 'whmcs_get_clients', caller: 'desk', grant }));
  expect(await tried('billing')).toContain('That grant is none of those whose callers you decide for');
  expect(await tried('')).toContain('That grant is none of those');
  expect(await tried('support')).toContain('The agent does not see this tool');
});

test('the shipped policy and a file that is broken say what to do', async () => {
  const shipped = await desk({}, { GUARD_POLICY: '' });
  const me = await operator(shipped.console);
  expect(await words(me.get('/policy'))).toContain("You can't change it here. This is the policy that ships");
  expect((await me.get('/policy/edit')).headers.get('location')).toBe('/policy');
  const { console, path } = await desk();
  writeFileSync(path, '{');
  expect(await words((await operator(console)).get('/policy'))).toMatch(
    /has a fault \(line 1: .*is still in force/,
  );
});

test('a policy as large as the program takes can be changed, by people who are signed in alone', async () => {
  const { console, path } = await desk();
  const me = await operator(console);
  const text = indented({ ...DESK, description: 'x'.repeat(1500) }) + '\n'.repeat(200_000);
  expect((await putInForce(me, text)).status).toBe(303);
  expect(readFileSync(path, 'utf8')).toBe(text);
  expect((await me.post('/limits', { text: 'x'.repeat(70_000) })).status).toBe(413);
  const stranger = await me.post('/policy/check', { text: 'x'.repeat(70_000) }, { cookie: '' });
  expect(stranger.status).toBe(413);
});

test('a change of a file that is the policy of several WHMCS says for which it holds', async () => {
  const { app } = await desk();
  const own = app.policy();
  const policyOf = (install?: string) => {
    if (install === 'old' || install === 'new')
      return { ...own, path: 'published in the state, number 1', published: install };
    return install === 'uk' ? { ...own, path: '/etc/uk.json' } : own;
  };
  const { console } = await desk({
    policy: policyOf,
    policyDesk: createPolicyDesk({
      catalog: allTools(),
      installs: ['eu', 'us', 'uk', 'old', 'new'],
      switches: {},
      policy: policyOf,
      policyText: () => app.policyText(),
      replacePolicy: app.replacePolicy,
      limits: app.guard.limits,
      casesFor: async () => undefined,
      now: () => new Date(),
    }),
  });
  const me = await operator(console);
  const shared = async (install: string) =>
    /id="shared".*?<\/div>/s.exec(await (await me.get(`/policy/edit?install=${install}`)).text())?.[0];
  expect(await shared('eu')).toMatch(
    /<strong>eu<\/strong> and of <strong>us<\/strong>: what you put in force holds for all of them/,
  );
  expect(await shared('us')).toContain('<strong>eu</strong>');
  for (const alone of ['uk', 'old', 'new']) expect(await shared(alone), alone).toBeUndefined();
});
