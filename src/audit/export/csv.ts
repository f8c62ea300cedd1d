import { exact, plain } from '../../plain.js';
import type { JournalRows, StoredEntry } from '../../store/index.js';
import { bodyIn, record, text, timeText } from '../journal/stored-body.js';
import { batchesAfter, placeBefore } from './json-lines.js';

type Cells = Readonly<Record<string, string>>;

const COLUMNS = [
  'seq',
  'at',
  'kind',
  'call',
  'caller',
  'channel',
  'session',
  'tool',
  'class',
  'decision',
  'rule',
  'revision',
  'approval',
  'outcome',
  'ms',
  'message',
  'whmcs',
  'args',
  'other',
  'hash',
] as const;

/** With such a beginning spreadsheets take a cell for a formula; some know full-width letters, too. */
const FORMULA = /^[=+\-@\t\r＝＋－＠]/;
/** Where semicolons part cells, what stands after one may be the beginning of the next. */
const LATER_FORMULA = /(;\s*)(?=[=+\-@＝＋－＠])/g;

function cell(value: string): string {
  const text = plain(value);
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return `"${safe.replace(LATER_FORMULA, "$1'").replaceAll('"', '""')}"`;
}

const rowOf = (cells: readonly string[]) => `${cells.map(cell).join(',')}\r\n`;

function cellsOf({ seq, at, kind, call, body: stored, hash }: StoredEntry): Cells {
  const body = bodyIn(stored) ?? { unreadable: stored };
  const { args, decision: decided, result: came, ...rest } = body;
  const decision = record(decided) ?? {};
  const result = record(came) ?? {};
  const { session, caller, channel, tool, risk, approval, digest, facts, ...other } = rest;
  return {
    seq: String(seq),
    at: timeText(at),
    kind,
    call,
    caller: text(caller),
    channel: text(channel),
    session: text(session),
    tool: text(tool),
    class: text(risk),
    decision: text(decision.outcome),
    rule: text(decision.rule),
    revision: text(decision.revision),
    approval: text(approval),
    outcome: text(result.outcome),
    ms: typeof result.ms === 'number' ? String(result.ms) : '',
    message: text(result.message),
    whmcs: text(result.whmcs),
    args: args === undefined ? '' : exact(args),
    other: Object.keys(other).length === 0 ? '' : exact(other),
    hash,
  };
}

/** The journal as a table by RFC 4180 that a spreadsheet can open without running anything in it. */
export async function* exportTable(rows: JournalRows, since?: Date): AsyncGenerator<string> {
  yield rowOf(COLUMNS);
  for await (const batch of batchesAfter(rows, await placeBefore(rows, since))) {
    yield batch
      .map((entry) => {
        const cells = cellsOf(entry);
        return rowOf(COLUMNS.map((column) => cells[column] ?? ''));
      })
      .join('');
  }
}
