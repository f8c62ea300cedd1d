import { expect, test } from 'vitest';
import { decide, UNKNOWN } from '../../src/policy/index.js';
import { explain } from '../../src/policy/trial/index.js';
import { standingOf } from '../../src/policy/words/index.js';
import { type Document, policyOf, problemsOf, requestOf, textOf, verdict } from './desk.js';

const HELD: Document = { tools: { reply: { hold: '10m' } } };
const mail = { effects: ['mail'] };

test('a call that sends mail is held, whatever else allows it; one that sends none is not', () => {
  expect(verdict(HELD, 'reply', mail)).toBe('hold /tools/reply/hold');
  expect(verdict({ ...HELD, default: 'allow' }, 'reply', mail)).toBe('hold /tools/reply/hold');
  expect(verdict(HELD, 'reply', { effects: [] })).toBe('allow /tools/reply');
  expect(verdict(HELD, 'reply', { effects: UNKNOWN })).toBe('open /tools/reply/hold');
});

test('it ranks below a person and a refusal, and above leave', () => {
  const hold = '10m';
  const of = (rules: Document) => verdict({ tools: { reply: { hold, ...rules } } }, 'reply', mail);
  expect(of({ require_approval: true })).toBe('approval /tools/reply/require_approval');
  expect(of({ action: 'deny' })).toBe('deny /tools/reply/action');
  expect(verdict({ ...HELD, hide: ['reply'] }, 'reply', mail)).toBe('hidden (hidden)');
});

test('of several holds the longest counts, in any order', () => {
  const both = (one: string, other: string) =>
    decide(
      policyOf({ classes: { write: { hold: one } }, tools: { reply: { hold: [{ for: other }] } } }),
      requestOf('reply', mail),
    ).hold?.forMs;
  expect(both('10m', '2h')).toBe(7_200_000);
  expect(both('2h', '10m')).toBe(7_200_000);
});

test('a condition that does not hold keeps it silent, and one that can not be told holds', () => {
  const when = [{ path: 'session.tainted', op: 'eq', value: true }];
  const policy: Document = { tools: { reply: { hold: { for: '1h', when } } } };
  expect(verdict(policy, 'reply', { ...mail, session: { tainted: false } })).toBe('allow /tools/reply');
  expect(verdict(policy, 'reply', { ...mail, session: { tainted: true } })).toBe('hold /tools/reply/hold');
});

test('what is no length of time is refused', () => {
  for (const hold of ['10', '10s', '0m', '', 600, true, { for: '8d' }, '9999d', {}, []])
    expect(problemsOf(textOf({ tools: { reply: { hold } } })), JSON.stringify(hold)).not.toEqual([]);
});

test('it is told in words, and explained', () => {
  const policy = policyOf({ tools: { reply: { hold: { for: '10m', message: 'Staff look first.' } } } });
  const whose = { tainted: false, effectsOf: () => ['mail' as const] };
  expect(standingOf(policy, 'reply', { ...whose, doing: 'mail' })).toMatchObject({
    standing: 'held',
    words: 'its mail waits 10 min: Staff look first.',
    rule: '/tools/reply/hold',
  });
  expect(standingOf(policy, 'reply', { ...whose, effectsOf: () => [] })).toMatchObject({ exceptions: [] });
  expect(explain(policy, requestOf('reply', mail))).toContain(
    'held: for 10 min before it leaves, for /tools/reply/hold, unless a person is asked',
  );
});
