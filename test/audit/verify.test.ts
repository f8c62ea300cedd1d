import { createHash } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import { exportLines, prune, verify, verifyExport } from '../../src/audit/index.js';
import { entryHash, type JournalRows, type StoredEntry } from '../../src/store/index.js';
import { daysAfter, fill, type Kept, keptJournal, numbersFrom } from './journals.js';

// Thousands of journals are read from end to end.
vi.setConfig({ testTimeout: 60_000 });

type Random = () => number;

const pick = (random: Random, below: number) => Math.floor(random() * below);
const another = (random: Random, byte: number) => (byte + 1 + pick(random, 255)) % 256;

/** A text with one of its bytes changed into any other, whatever comes of it. */
function changedBytes(random: Random, bytes: Buffer): Buffer {
  const at = pick(random, bytes.length);
  const changed = Buffer.from(bytes);
  changed[at] = another(random, bytes[at] ?? 0);
  return changed;
}

/** A number with one of the eight bytes changed that SQLite keeps of it. */
function changedNumber(random: Random, number: bigint): bigint {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(number);
  return changedBytes(random, bytes).readBigInt64BE();
}

const TEXTS = ['kind', 'call', 'body', 'hash'] as const;
const NUMBERS = ['seq', 'at'] as const;

type Row = Record<(typeof TEXTS)[number], string> & Record<(typeof NUMBERS)[number], bigint>;

/** A number with one byte changed that no entry has. */
function freeNumber(kept: Kept, random: Random, seq: bigint): bigint {
  for (;;) {
    const free = changedNumber(random, seq);
    if (kept.read(`SELECT 1 FROM journal WHERE seq = ${free}`).length === 0) return free;
  }
}

/** Changes one byte of one column, and gives back how to undo it. */
function changeOne(kept: Kept, random: Random, row: Row): { what: string; undo(): void } {
  const columns = [...TEXTS.filter((column) => row[column] !== ''), ...NUMBERS];
  const column = columns[pick(random, columns.length)] ?? 'body';
  if (column === 'seq') {
    const seq = freeNumber(kept, random, row.seq);
    kept.tamper('UPDATE journal SET seq = ? WHERE seq = ?', seq, row.seq);
    return {
      what: `seq ${seq}`,
      undo: () => kept.tamper('UPDATE journal SET seq = ? WHERE seq = ?', row.seq, seq),
    };
  }
  const undo = () => kept.tamper(`UPDATE journal SET ${column} = ? WHERE seq = ?`, row[column], row.seq);
  if (column === 'at') {
    const at = changedNumber(random, row.at);
    kept.tamper('UPDATE journal SET at = ? WHERE seq = ?', at, row.seq);
    return { what: `at ${at}`, undo };
  }
  const hex = changedBytes(random, Buffer.from(row[column])).toString('hex');
  kept.tamper(`UPDATE journal SET ${column} = CAST(x'${hex}' AS TEXT) WHERE seq = ?`, row.seq);
  return { what: `${column} ${hex}`, undo };
}

test.each([1, 2, 3, 4])(
  'finds every one of 1,000 random changes of one byte in the file (%i)',
  async (seed) => {
    const random = numbersFrom(seed);
    const kept = await keptJournal();
    await fill(kept, 12);
    const rows = kept.read<Row>('SELECT seq, at, kind, call, body, hash FROM journal ORDER BY seq');
    expect((await verify(kept.rows)).ok).toBe(true);
    for (let change = 0; change < 250; change += 1) {
      const row = rows[pick(random, rows.length)];
      if (row === undefined) throw new Error('there is no such row');
      const { what, undo } = changeOne(kept, random, row);
      const found = await verify(kept.rows);
      expect(found.ok, `${what} of entry ${row.seq}`).toBe(false);
      // An entry that got another number is missing at its own place, or stands before all.
      if (!found.ok && !what.startsWith('seq')) expect(found.seq, what).toBe(Number(row.seq));
      undo();
    }
    expect((await verify(kept.rows)).ok).toBe(true);
  },
);

async function textOf(kept: Kept, since?: Date): Promise<string> {
  let text = '';
  for await (const piece of exportLines(kept.rows, since)) text += piece;
  return text;
}

/** A file as it is read: in pieces that begin and end anywhere. */
async function* piecesOf(text: string): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += 700) yield text.slice(at, at + 700);
}

test('finds every one of 1,000 random changes of one byte in an exported file', async () => {
  const random = numbersFrom(5);
  const kept = await keptJournal();
  await fill(kept, 12);
  const bytes = Buffer.from(await textOf(kept));
  expect(await verifyExport(piecesOf(bytes.toString()))).toMatchObject({ ok: true, from: 1 });
  for (let change = 0; change < 1_000; change += 1) {
    const changed = changedBytes(random, bytes);
    const at = changed.findIndex((byte, index) => byte !== bytes[index]);
    const found = await verifyExport(piecesOf(changed.toString()));
    expect(found.ok, `byte ${at} became ${changed[at]}`).toBe(false);
  }
});

test('an exported file that was cut off anywhere is not whole', async () => {
  const kept = await keptJournal();
  await fill(kept, 3);
  const text = await textOf(kept);
  for (let length = 0; length < text.length; length += 1) {
    expect((await verifyExport(piecesOf(text.slice(0, length)))).ok, `${length} characters`).toBe(false);
  }
  expect((await verifyExport(piecesOf(text))).ok).toBe(true);
  for (const more of ['\n', ' ', '{']) {
    expect((await verifyExport(piecesOf(text + more))).ok, `with "${more}" behind it`).toBe(false);
  }
});

test('lines of an exported file that are missing, doubled or moved are named', async () => {
  const kept = await keptJournal();
  await fill(kept, 6);
  const lines = (await textOf(kept)).split('\n');
  const found = (changed: string[]) => verifyExport(piecesOf(changed.join('\n')));
  expect(await found(lines.toSpliced(3, 1))).toMatchObject({ ok: false, seq: 3, kind: 'missing' });
  expect(await found(lines.toSpliced(3, 0, lines[2] ?? ''))).toMatchObject({
    ok: false,
    seq: 3,
    kind: 'reordered',
  });
  expect(await found(lines.toSpliced(3, 2, lines[4] ?? '', lines[3] ?? ''))).toMatchObject({
    ok: false,
    seq: 3,
    kind: 'reordered',
  });
});

test('a line of an exported file that says the same in another spelling was changed, too', async () => {
  const kept = await keptJournal();
  await fill(kept, 2);
  const text = await textOf(kept);
  const spellings = [
    text.replace('{"seq":2,', '{ "seq":2,'),
    text.replace('{"seq":2,', '{"seq":1,"seq":2,'),
    text.replace('{"seq":2,', '{"seq":2.0,'),
    text.replace('"kind":"outcome"', '"kind":"\\u006futcome"'),
    text.replace('"kind":"outcome"', '"kind":"outcome","more":"fields"'),
  ];
  for (const changed of spellings) {
    expect(changed).not.toBe(text);
    expect(await verifyExport(piecesOf(changed)), changed).toMatchObject({
      ok: false,
      seq: 2,
      kind: 'changed',
    });
  }
});

test('an export that begins later verifies on its own, and says where it begins', async () => {
  const kept = await keptJournal();
  await fill(kept, 4);
  kept.at(daysAfter(3));
  await fill(kept, 4);
  const all = await verify(kept.rows);
  const part = await verifyExport(piecesOf(await textOf(kept, daysAfter(2))));
  expect(part).toMatchObject({ ok: true, from: 7, to: 12, entries: 6 });
  expect(part.ok && part.hash).toBe(all.ok && all.hash);
});

const SWAP = `UPDATE journal SET seq = CASE seq WHEN ?1 THEN -?2 ELSE -?1 END WHERE seq IN (?1, ?2)`;

test.each([
  ['missing', 4, 'DELETE FROM journal WHERE seq = 4'],
  ['missing', 1, 'DELETE FROM journal WHERE seq = 1'],
  ['missing', 2, 'DELETE FROM journal WHERE seq BETWEEN 2 AND 5'],
  ['cut', 0, 'INSERT INTO journal SELECT 0, at, kind, call, body, hash FROM journal WHERE seq = 3'],
] as const)('an entry that is %s is named: %i', async (kind, seq, sql) => {
  const kept = await keptJournal();
  await fill(kept, 8);
  kept.tamper(sql);
  expect(await verify(kept.rows)).toMatchObject({ ok: false, kind, seq });
});

test.each([
  [3, 4],
  [2, 9],
])('entries that changed places are named: %i and %i', async (one, other) => {
  const kept = await keptJournal();
  await fill(kept, 8);
  kept.tamper(SWAP, one, other);
  kept.tamper('UPDATE journal SET seq = -seq WHERE seq < 0');
  expect(await verify(kept.rows)).toMatchObject({ ok: false, kind: 'reordered', seq: one });
});

test('an entry that was put in between is named', async () => {
  const kept = await keptJournal();
  await fill(kept, 8);
  kept.tamper('UPDATE journal SET seq = -seq - 1 WHERE seq >= 4');
  kept.tamper('UPDATE journal SET seq = -seq WHERE seq < 0');
  kept.tamper('INSERT INTO journal SELECT 4, at, kind, call, body, hash FROM journal WHERE seq = 3');
  expect(await verify(kept.rows)).toMatchObject({ ok: false, seq: 4 });
});

test('the whole journal is counted, and an empty one is whole', async () => {
  const kept = await keptJournal();
  expect(await verify(kept.rows)).toMatchObject({ ok: true, entries: 0, from: 0, to: 0 });
  await fill(kept, 4);
  expect(await verify(kept.rows)).toMatchObject({ ok: true, entries: 6, from: 1, to: 6 });
});

test('more entries than are read at once are one chain', async () => {
  const kept = await keptJournal();
  for (let n = 0; n < 2_500; n += 1) {
    await kept.rows.append({ kind: 'operator', call: '', at: daysAfter(0), body: { n } });
  }
  expect(await verify(kept.rows)).toMatchObject({ ok: true, entries: 2_500, to: 2_500 });
  kept.tamper('DELETE FROM journal WHERE seq = 2001');
  expect(await verify(kept.rows)).toMatchObject({ ok: false, seq: 2_001, kind: 'missing' });
});

/** A journal that was cut twice. */
async function cutJournal(): Promise<Kept> {
  const kept = await keptJournal();
  for (const day of [0, 10, 20]) {
    kept.at(daysAfter(day));
    await fill(kept, 4, `day-${day}`);
    await prune(kept.rows, 5, daysAfter(day));
  }
  return kept;
}

test('a journal whose oldest entries were cut away is whole from there', async () => {
  const kept = await cutJournal();
  expect((await kept.rows.cuts()).map(({ seq, entries }) => [seq, entries])).toEqual([
    [6, 6],
    [13, 7],
  ]);
  expect(await verify(kept.rows)).toMatchObject({ ok: true, from: 14, to: 20 });
});

test('a cut that was changed, made up or taken away is found', async () => {
  const random = numbersFrom(7);
  const kept = await cutJournal();
  const cuts = kept.read<{ seq: bigint; hash: string; at: bigint; entries: bigint }>(
    'SELECT seq, hash, at, entries FROM journal_cut',
  );
  const restore = () => {
    kept.tamper('DELETE FROM journal_cut');
    for (const { seq, hash, at, entries } of cuts) {
      kept.tamper(
        'INSERT INTO journal_cut (seq, hash, at, entries) VALUES (?, ?, ?, ?)',
        seq,
        hash,
        at,
        entries,
      );
    }
  };
  for (let change = 0; change < 300; change += 1) {
    const cut = cuts[pick(random, cuts.length)];
    if (cut === undefined) throw new Error('there is no such cut');
    const column = (['seq', 'at', 'entries', 'hash'] as const)[pick(random, 4)] ?? 'hash';
    const value =
      column === 'hash'
        ? `CAST(x'${changedBytes(random, Buffer.from(cut.hash)).toString('hex')}' AS TEXT)`
        : `${changedNumber(random, cut[column])}`;
    kept.tamper(`UPDATE journal_cut SET ${column} = ${value} WHERE seq = ?`, cut.seq);
    expect((await verify(kept.rows)).ok, `${column} ${value} of the cut at ${cut.seq}`).toBe(false);
    restore();
  }
  kept.tamper('DELETE FROM journal_cut WHERE seq = 6');
  expect((await verify(kept.rows)).ok).toBe(false);
  restore();
  kept.tamper('DELETE FROM journal_cut');
  expect((await verify(kept.rows)).ok).toBe(false);
  restore();
  expect((await verify(kept.rows)).ok).toBe(true);
});

test('a cut is not undone by entries that are put back from a copy', async () => {
  const kept = await keptJournal();
  await fill(kept, 4);
  const copy = kept.read<Record<string, string | bigint>>(
    'SELECT seq, at, kind, call, body, hash FROM journal ORDER BY seq',
  );
  await prune(kept.rows, 5, daysAfter(10));
  kept.tamper('DELETE FROM journal_cut');
  for (const row of copy) {
    kept.tamper(
      'INSERT OR IGNORE INTO journal (seq, at, kind, call, body, hash) VALUES (?, ?, ?, ?, ?, ?)',
      ...Object.values(row),
    );
  }
  expect(await verify(kept.rows)).toMatchObject({ ok: false, kind: 'cut', seq: copy.length + 1 });
});

test('a cut that is made while the journal is verified is no fault', async () => {
  const kept = await cutJournal();
  let isCut = false;
  const after: JournalRows['after'] = async (seq, limit) => {
    if (!isCut) {
      isCut = true;
      await prune(kept.rows, 5, daysAfter(40));
    }
    return kept.rows.after(seq, limit);
  };
  const rows = new Proxy(kept.rows, {
    get(target, name: keyof JournalRows) {
      return name === 'after' ? after : target[name].bind(target);
    },
  });
  expect(await verify(rows)).toMatchObject({ ok: true, to: 21 });
  expect(isCut).toBe(true);
});

test('whoever cuts by hand can not make it look like a cut', async () => {
  const kept = await keptJournal();
  await fill(kept, 8);
  const [fifth] = kept.read<{ hash: string }>('SELECT hash FROM journal WHERE seq = 5');
  kept.tamper('DELETE FROM journal WHERE seq <= 5');
  kept.tamper('INSERT INTO journal_cut VALUES (5, ?, 0, 5)', fifth?.hash ?? '');
  expect(await verify(kept.rows)).toMatchObject({ ok: false, kind: 'cut', seq: 5 });
});

test('what the hash covers is written down: others can check the chain', async () => {
  const kept = await keptJournal();
  await fill(kept, 1);
  const [first, second] = (await kept.rows.after(0, 2)) as [StoredEntry, StoredEntry];
  const { seq, at, kind, call, body } = second;
  const by = createHash('sha256').update(JSON.stringify([first.hash, seq, at, kind, call]) + body);
  expect(second.hash).toBe(by.digest('hex'));
  expect(entryHash(first.hash, second)).toBe(second.hash);
});
