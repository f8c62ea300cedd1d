import { expect, test } from 'vitest';
import { policyVocabulary } from '../../src/guard/index.js';
import { parsePolicy } from '../../src/policy/index.js';
import { everyTool } from '../every-tool.js';

const vocabulary = policyVocabulary(everyTool());

/** What a check says of a rule about an argument of one tool, or of a class. */
function warningsOf(where: object): string[] {
  const parsed = parsePolicy(JSON.stringify({ version: '1', default: 'allow', ...where }), vocabulary);
  if ('problems' in parsed) throw new Error(parsed.problems.map(({ message }) => message).join());
  return parsed.warnings.map(({ message }) => message);
}

const rule = (path: string, op: string, value: unknown) => ({
  deny_if: [{ conditions: [{ path, op, value }] }],
});
const ofClient = (op: string, value: unknown) => ({
  tools: { whmcs_update_client: rule('args.status', op, value) },
});
const NEVER = /args\.status is never "closed": a call holds one of Active, Inactive, Closed/;

test.each([
  ['eq', 'closed'],
  ['in', ['Active', 'closed']],
  ['neq', 'closed'],
])('a rule that compares by %s with %j, which no call ever holds, is told of', (op, value) => {
  const [warning, ...more] = warningsOf(ofClient(op, value));
  expect(warning).toMatch(NEVER);
  expect(warning).toContain('did you mean "Closed"?');
  expect(more).toEqual([]);
});

test('a word that a call can hold is not', () => {
  expect(warningsOf(ofClient('eq', 'Closed'))).toEqual([]);
  expect(warningsOf(ofClient('in', ['Active', 'Closed']))).toEqual([]);
  expect(warningsOf(ofClient('regex', '(?i)^closed$'))).toEqual([]);
});

test('an argument whose words WHMCS or its staff choose is not compared with a list', () => {
  const ofTicket = { tools: { whmcs_update_ticket: rule('args.status', 'eq', 'Waiting for a part') } };
  expect(warningsOf(ofTicket).filter((text) => text.includes('is never'))).toEqual([]);
});

test('a field of a record that has a few words alone takes no other', () => {
  const of = (value: unknown) => {
    const tools = { whmcs_add_ticket_reply: rule('context.ticket.last_reply_by', 'eq', value) };
    const document = { version: '1', default: 'allow', tools };
    const parsed = parsePolicy(JSON.stringify(document), vocabulary);
    return 'problems' in parsed ? parsed.problems.map(({ message }) => message) : [];
  };
  expect(of('staff')).toEqual([]);
  expect(of('stuff')).toEqual([
    '"stuff" is unknown here; there is staff, client, outsider, agent; did you mean "staff"?',
  ]);
});
