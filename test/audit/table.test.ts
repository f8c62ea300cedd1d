import { expect, test } from 'vitest';
import { audit, daysAfter, facts, keptJournal } from './journals.js';

/** A table as RFC 4180 has it: every line ends with CRLF, quotes are doubled inside quotes. */
function parseTable(text: string): Record<string, string>[] {
  const rows: string[][] = [];
  let at = 0;
  let row: string[] = [];
  while (at < text.length) {
    const cell = /"((?:[^"]|"")*)"(,|\r\n)/y;
    cell.lastIndex = at;
    const found = cell.exec(text);
    if (found === null) throw new Error(`no cell at ${at}: ${text.slice(at, at + 40)}`);
    row.push((found[1] ?? '').replaceAll('""', '"'));
    if (found[2] !== ',') {
      rows.push(row);
      row = [];
    }
    at = cell.lastIndex;
  }
  const [names = [], ...lines] = rows;
  return lines.map((cells) => {
    expect(cells).toHaveLength(names.length);
    return Object.fromEntries(cells.map((value, index) => [names[index] ?? '', value]));
  });
}

const FORMULAS = [
  '=HYPERLINK("http://example.com","x")',
  '+1+1',
  '-2+3',
  '@SUM(1)',
  '\t=1+1',
  '\r\n=1+1',
  ' =1+1',
  '\u200b=1+1',
  '＝1+1',
  'a;=1+1',
  'a; @SUM(1)',
  'a","=1+1","b',
  'a\r\n=1+1,=1+1',
];

test.each(FORMULAS)('%j runs in no spreadsheet', async (formula) => {
  const kept = await keptJournal();
  const one = facts('one', { caller: formula, tool: formula, args: { [formula]: formula } });
  await kept.journal.whole(one, { outcome: 'whmcs_error', message: formula, whmcs: formula, ms: 2 });
  await kept.journal.note('operator', { event: formula });
  const { code, out } = await audit(kept.path, 'export', { format: 'csv' });
  expect(code).toBe(0);
  const rows = parseTable(out);
  expect(rows.map(({ seq }) => seq)).toEqual(['1', '2']);
  for (const value of rows.flatMap((row) => Object.values(row))) {
    expect(value).not.toMatch(/^\s*[=+\-@＝]/);
    expect(value).not.toMatch(/;\s*[=+\-@＝]/);
    expect(value).not.toMatch(/[\r\n\t]/);
  }
});

test('a table has one row for each entry, with what was asked and what came of it', async () => {
  const kept = await keptJournal();
  const one = facts('one', {
    args: { name: 'Müller, "Co"' },
    approval: 'K7QF',
    decision: { outcome: 'approval', rule: '/classes/financial', rules: [], revision: 'r1' },
    before: { status: 'Unpaid' },
  });
  await kept.journal.intent(one);
  await kept.journal.outcome(one, { outcome: 'done', whmcs: 'all good', ms: 12 });
  const [intent, outcome] = parseTable((await audit(kept.path, 'export', { format: 'csv' })).out);
  expect(intent).toMatchObject({
    kind: 'intent',
    at: '2024-03-01T12:00:00.000Z',
    call: 'one',
    caller: 'local',
    tool: 'whmcs_add_payment',
    class: 'financial',
    decision: 'approval',
    rule: '/classes/financial',
    approval: 'K7QF',
    outcome: '',
    args: '{"name":"Müller, \\"Co\\""}',
    other: '{"before":{"status":"Unpaid"}}',
  });
  expect(outcome).toMatchObject({ kind: 'outcome', outcome: 'done', ms: '12', whmcs: 'all good' });
});

test('a table can begin later, and shows what was tampered with as it is', async () => {
  const kept = await keptJournal();
  await kept.journal.note('start', { version: '1.0.0' });
  kept.at(new Date(Date.now()));
  await kept.journal.note('operator', { event: 'halt' });
  kept.at(daysAfter(1, new Date()));
  await kept.journal.note('operator', { event: 'resume' });
  kept.tamper("UPDATE journal SET body = '{', at = 9000000000000000000 WHERE seq = 3");
  const rows = parseTable((await audit(kept.path, 'export', { format: 'csv', days: '2' })).out);
  expect(rows.map(({ seq, other }) => [seq, other])).toEqual([
    ['2', '{"event":"halt"}'],
    ['3', '{"unreadable":"{"}'],
  ]);
});
