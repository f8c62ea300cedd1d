import { exact, plain } from '../../plain.js';
import type { JournalRows, StoredEntry } from '../../store/index.js';
import { unpacked } from '../journal/sent-arguments.js';
import { parseBody, recordOf, textOf, timeText } from '../journal/stored-body.js';
import { batchesAfter, placeBefore } from './json-lines.js';

type Cells = Readonly<Record<string, string>>;

const COLUMNS = [
  'seq',
  'at',
  'kind',
  'call',
  'caller',
  'channel',
  'claimed_program',
  'grant',
  'install',
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
  'claimed_reason',
  'other',
  'hash',
] as const;

/** Beginnings of cells that spreadsheets run as a formula; some know full-width signs, too. */
const FORMULA = /^[=+\-@\t\r＝＋－＠]/;
/** A spreadsheet that splits cells at semicolons may see the beginning of one after each. */
const LATER_FORMULA = /(;\s*)(?=[=+\-@＝＋－＠])/g;

function cell(value: string): string {
  const shown = plain(value);
  const safe = FORMULA.test(shown) ? `'${shown}` : shown;
  return `"${safe.replace(LATER_FORMULA, "$1'").replaceAll('"', '""')}"`;
}

const rowOf = (cells: readonly string[]) => `${cells.map(cell).join(',')}\r\n`;

function cellsOf({ seq, at, kind, call, body: stored, hash }: StoredEntry): Cells {
  const body = parseBody(stored) ?? { unreadable: stored };
  const { args: excerpt, sent, decision: storedDecision, result: storedResult, ...rest } = body;
  const args = unpacked(sent) ?? excerpt;
  const decision = recordOf(storedDecision) ?? {};
  const result = recordOf(storedResult) ?? {};
  const {
    session,
    caller,
    channel,
    claimed_program,
    grant,
    install,
    tool,
    risk,
    approval,
    digest,
    facts,
    claimed_reason,
    ...other
  } = rest;
  return {
    seq: String(seq),
    at: timeText(at),
    kind,
    call,
    caller: textOf(caller),
    channel: textOf(channel),
    claimed_program: textOf(claimed_program),
    grant: textOf(grant),
    install: textOf(install),
    session: textOf(session),
    tool: textOf(tool),
    class: textOf(risk),
    decision: textOf(decision.outcome),
    rule: textOf(decision.rule),
    revision: textOf(decision.revision),
    approval: textOf(approval),
    outcome: textOf(result.outcome),
    ms: typeof result.ms === 'number' ? String(result.ms) : '',
    message: textOf(result.message),
    whmcs: textOf(result.whmcs),
    args: args === undefined ? '' : exact(args),
    claimed_reason: textOf(claimed_reason),
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
