import { expect, test } from 'vitest';
import { type Preview, shownOf, textOf, titleOf } from '../../src/approvals/index.js';
import { plain, shortened } from '../../src/plain.js';
import type { StoredApproval } from '../../src/store/index.js';
import { openApprovals, PREVIEW } from './open-approvals.js';

const asked = async (preview: Partial<Preview> = {}, differing: object = {}): Promise<StoredApproval> => {
  const { ask } = await openApprovals({ newId: () => '7QKM-2X9D' });
  return ask({ preview: async () => ({ ...PREVIEW, ...preview }), ...differing });
};

test('a request reads like a letter: what would happen, what hangs on it, and who wants it', async () => {
  const approval = await asked({}, { message: 'Orders are cancelled by people.', approvers: 2 });
  expect(textOf(approval)).toBe(
    `Request 7QKM-2X9D: Cancel order 1042 of Anna Schmidt (client 12)

Order 1042 is pending, 59.90 EUR, placed 3 days ago.
One service and one domain hang on it.

What can't be undone:
- The mail that tells the client.

Gentler:
- Set the order to pending and ask the client.

Details:
- Order number: 3141592653

The call: whmcs_cancel_order
- orderid: 1042

Asked by agent at 2026-03-10 12:00 UTC, because of rule /tools/whmcs_cancel_order/require_approval
The policy says: Orders are cancelled by people.
It can be decided in the console or on the command line.
2 different people have to say yes.
It lapses at 2026-03-10 12:15 UTC.`,
  );
  expect(titleOf(approval)).toBe('Cancel order 1042 of Anna Schmidt (client 12)');
});

test('what people said, and what became of it, stands at the end', async () => {
  const { ask, approvals, pass } = await openApprovals();
  const tail = async (id: string) => {
    const found = await approvals.get(id);
    return found === undefined ? [] : textOf(found).split('\n').slice(-3);
  };
  const yes = { who: 'Anna', channel: 'console', yes: true, reason: 'asked by phone' } as const;
  const one = await ask();
  await approvals.vote(one.id, yes);
  expect(await tail(one.id)).toEqual([
    expect.stringContaining('Asked by agent'),
    'It is approved for one call, until 2026-03-10 12:15 UTC.',
    'Anna said yes in the console at 2026-03-10 12:00 UTC: asked by phone',
  ]);
  await approvals.makeVoid(one.id, 'The order changed.');
  expect((await tail(one.id))[1]).toBe('It became void at 2026-03-10 12:00 UTC: The order changed.');
  const two = await ask({ values: { orderid: 2 } });
  await approvals.vote(two.id, { ...yes, yes: false, channel: 'cli', reason: '' });
  expect((await tail(two.id)).slice(1)).toEqual([
    'It was denied at 2026-03-10 12:00 UTC',
    'Anna said no on the command line at 2026-03-10 12:00 UTC',
  ]);
  const three = await ask({ values: { orderid: 3 } });
  pass(3_600_000);
  expect((await tail(three.id)).at(-1)).toBe('It expired at 2026-03-10 12:15 UTC');
});

test('what could not be read is said, and where rules agree on no channel it says that nobody can decide', async () => {
  const approval = await asked(
    { title: '', sentences: [], details: [], irreversible: [], missing: 'WHMCS is unreachable.' },
    { channels: [] },
  );
  const text = textOf(approval);
  expect(text).toContain('Request 7QKM-2X9D: whmcs_cancel_order\n\nWHMCS is unreachable.\n');
  expect(text).toContain('Nobody can decide it: its rules have no channel in common.');
  expect(text).not.toMatch(/undone|Details/);
});

const TRICKS = [
  ['a line of its own', 'Anna\n\nRequest AAAA-AAAA: harmless'],
  ['a carriage return', 'Anna\rRequest AAAA-AAAA: harmless'],
  ['a line separator', 'Anna\u2028Request AAAA-AAAA: harmless'],
  ['a terminal command', 'Anna\u001b[2J\u001b]0;x\u0007\u009b31m'],
  ['text that runs backwards', 'Anna\u202e\u2066\u200f'],
  ['what nobody sees', 'An\u200bna\u00ad\ufeff\u{e0041}\u3164\u2060'],
  ['half a character', 'Anna\ud800'],
] as const;

test.each(TRICKS)('a name with %s changes nothing about the rest', async (_trick, name) => {
  const plainLines = textOf(await asked()).split('\n').length;
  const approval = await asked(
    {
      title: `Cancel order 1042 of ${name}`,
      sentences: [`It is of ${name}.`, 'Second.'],
      irreversible: [name],
      gentler: name,
      details: [{ label: name, value: name }],
    },
    { shownArgs: { orderid: name } },
  );
  const text = textOf(approval);
  expect(text.split('\n')).toHaveLength(plainLines);
  expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\u3164]/u);
  expect(text).not.toMatch(/^Request AAAA/m);
});

test('an argument is shown exactly as it would be sent, also what of it can not be seen', async () => {
  const args = { note: 'a\u202eb\u200b\n"c"', deep: { list: [1, '1', null], emoji: '\u{e0041}' } };
  const text = textOf(await asked({}, { shownArgs: args }));
  const shown = /- note: (.*)\n- deep: (.*)\n/.exec(text);
  expect(shown?.[1]).toBe(String.raw`"a\u202eb\u200b\n\"c\""`);
  expect(JSON.parse(shown?.[1] ?? '')).toBe(args.note);
  expect(JSON.parse(shown?.[2] ?? '')).toEqual(args.deep);
});

test('what somebody blew up is cut, and the text says so', async () => {
  const approval = await asked(
    {
      title: 'T'.repeat(100_000),
      sentences: Array(1_000).fill('s'.repeat(1_000)),
      details: Array(1_000).fill({ label: 'l'.repeat(1_000), value: 'v' }),
    },
    {
      shownArgs: Object.fromEntries(
        Array.from({ length: 500 }, (_none, at) => [`a${at}`, 'x'.repeat(5_000)]),
      ),
    },
  );
  const text = textOf(approval);
  expect(text.length).toBeLessThan(200_000);
  expect(text).toContain('… (99,500 more characters)');
  expect(text).toContain('(970 more are not shown here)');
  expect(text).toContain('(400 more are not shown here)');
  // However much there is before it, who asks and until when is never what is cut.
  expect(text).toContain('Asked by agent');
  expect(text.split('\n').at(-1)).toBe('It lapses at 2026-03-10 12:15 UTC.');
});

test('a request that another version wrote is shown as far as it can be read', async () => {
  const approval = await asked();
  for (const shown of [
    {},
    { args: [], preview: null },
    { preview: { title: 7, sentences: 'x', details: [1] } },
  ]) {
    const text = textOf({ ...approval, shown });
    expect(text).toContain('Request 7QKM-2X9D: whmcs_cancel_order');
    expect(text).toContain('It lapses at');
  }
  expect(shownOf({ shown: {} })).toMatchObject({ args: {}, preview: { sentences: [] } });
  expect(shownOf(approval)).toMatchObject({ args: { orderid: 1042 }, preview: PREVIEW });
});

test('text of others fits on one line and into the room it is given', () => {
  expect(shortened(plain('  a \t\n b  '), 10)).toBe('a b');
  expect(shortened(plain('abcdef'), 6)).toBe('abcdef');
  expect(shortened(plain('abcdefg'), 6)).toBe('abcdef… (1 more character)');
  // A character is a character, however many units it takes.
  expect(shortened(plain('🦊🦊🦊'), 2)).toBe('🦊🦊… (1 more character)');
});
