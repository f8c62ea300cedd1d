import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { argumentReader, policyVocabulary } from '../src/guard/index.js';
import { parsePolicy } from '../src/policy/index.js';
import { parseCases, runCases } from '../src/policy/trial/index.js';
import { everyTool } from './every-tool.js';

const PAGE = readFileSync(fileURLToPath(new URL('../docs/policy-cookbook.md', import.meta.url)), 'utf8');

/** The policy of each recipe, by its number. */
const RECIPES = new Map(
  PAGE.split(/^## /m)
    .slice(1)
    .map((part) => [Number.parseInt(part, 10), /```json\n([\s\S]*?)```/.exec(part)?.[1] ?? '']),
);

const READ = { tool: 'whmcs_get_clients', expect: 'allow' };
const PAYMENT = {
  tool: 'whmcs_add_payment',
  args: { invoiceid: 7, transid: 'T1', gateway: 'stripe', amount: '20.00' },
};
const payment = (amount: string, expected: string) => ({
  ...PAYMENT,
  args: { ...PAYMENT.args, amount },
  money: { amount, currency: 'EUR' },
  effects: ['money', 'mail', 'irreversible'],
  client: 7,
  expect: expected,
});
const REPLY = { tool: 'whmcs_add_ticket_reply', args: { ticketid: 1, message: 'Hello' }, client: 7 };
const answerTo = (last_reply_by: string, expected: string) => ({
  ...REPLY,
  context: { ticket: { last_reply_by } },
  expect: expected,
});
const cancel = (status: string, expected: string) => ({
  tool: 'whmcs_cancel_order',
  args: { orderid: 1042 },
  context: { order: { status } },
  expect: expected,
});
const suspend = (groupid: number, age_days: number, expected: string) => ({
  tool: 'whmcs_module_suspend',
  args: { serviceid: 5 },
  context: { client: { groupid }, service: { age_days } },
  client: 7,
  expect: expected,
});
const MAIL = {
  tool: 'whmcs_send_email',
  args: { id: 7, messagename: 'Invoice Payment Reminder' },
  client: 7,
};
const mailAt = (at: string, expected: string) => ({ ...MAIL, at, expect: expected });

/** What must become of calls under each recipe; what the page promises of it. */
const CALLS: Record<number, object[]> = {
  1: [READ, payment('1.00', 'deny'), { ...REPLY, effects: ['mail'], expect: 'deny' }],
  2: [
    READ,
    { ...REPLY, effects: ['mail'], expect: 'allow' },
    { ...REPLY, effects: ['mail', 'impersonation'], expect: 'deny' },
    { ...REPLY, effects: ['mail', 'disclosure'], expect: 'approval' },
    payment('1.00', 'deny'),
  ],
  3: [
    ...[
      { args: { draft: true }, effects: ['money'], expect: 'allow' },
      { args: {}, effects: ['money'], expect: 'deny' },
      { args: { sendinvoice: true }, effects: ['money', 'mail'], expect: 'deny' },
    ].map((row) => ({
      tool: 'whmcs_create_invoice',
      ...row,
      args: { userid: 7, items: [{ description: 'Setup', amount: '10.00' }], ...row.args },
    })),
  ],
  4: [payment('50.00', 'allow'), payment('50.01', 'approval'), { ...PAYMENT, expect: 'deny' }],
  5: [payment('20.00', 'allow'), READ],
  6: [payment('1.00', 'approval'), payment('1000.00', 'approval'), READ],
  7: [
    cancel('Pending', 'approval'),
    cancel('Active', 'deny'),
    { tool: 'whmcs_delete_order', args: { orderid: 1042 }, expect: 'hidden' },
  ],
  8: [suspend(1, 90, 'allow'), suspend(5, 90, 'deny'), suspend(1, 3, 'deny')],
  9: [
    mailAt('2026-03-02T09:30:00+01:00', 'allow'),
    mailAt('2026-03-02T22:30:00+01:00', 'approval'),
    mailAt('2026-03-07T09:30:00+01:00', 'approval'),
  ],
  10: [{ ...REPLY, expect: 'allow' }, payment('1.00', 'deny')],
  11: [
    {
      ...REPLY,
      caller: { name: 'anna', grant: 'reseller' },
      context: { client: { groupid: 3 } },
      expect: 'allow',
    },
    {
      ...REPLY,
      caller: { name: 'anna', grant: 'reseller' },
      context: { client: { groupid: 1 } },
      expect: 'deny',
    },
    { ...REPLY, caller: { name: 'bert' }, context: { client: { groupid: 1 } }, expect: 'allow' },
  ],
  12: [READ, { ...PAYMENT, expect: 'deny' }, { ...REPLY, expect: 'allow' }],
  13: [
    answerTo('client', 'allow'),
    answerTo('agent', 'allow'),
    answerTo('outsider', 'approval'),
    answerTo('staff', 'deny'),
    { ...REPLY, expect: 'deny' },
  ],
};

test('the cookbook has thirteen recipes, and calls for each', () => {
  expect([...RECIPES.keys()]).toEqual(Object.keys(CALLS).map(Number));
  expect(RECIPES.size).toBe(13);
});

test.each([...RECIPES])('recipe %i does what the page says', (number, text) => {
  const around = policyVocabulary(everyTool());
  const parsed = parsePolicy(text, around);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  expect(parsed.warnings).toEqual([]);
  const table = parseCases(JSON.stringify(CALLS[number]), around, argumentReader(everyTool()));
  if ('problems' in table) throw new Error(JSON.stringify(table.problems));
  const results = runCases(parsed.policy, table.cases);
  expect(results.map(({ case: { name }, outcome }) => `${name} -> ${outcome}`)).toEqual(
    table.cases.map(({ name, expect: expected }) => `${name} -> ${expected}`),
  );
});
