import { existsSync } from 'node:fs';
import { type CallView, type Journal, SERVED_TEXT } from '../../audit/index.js';
import { callUndoneIn, undoingsOf } from '../../guard/undoing/index.js';
import { exact, plain } from '../../plain.js';
import {
  ENTRY_KINDS,
  type Entry,
  type EntryFilter,
  type JournalRows,
  shownLocation,
} from '../../store/index.js';
import { EXIT } from '../exit-codes.js';
import { CommandError, type Host } from '../host.js';
import { sandboxState } from '../stand-in.js';
import { type Flags, sinceOf } from '../table/flags.js';
import { answer } from '../terminal/answer.js';
import { columns } from '../terminal/columns.js';
import { paintFor } from '../terminal/paint.js';
import { userOf, withState } from '../with-state.js';
import { type CallFilter, filterOf, limitOf } from './call-filter.js';
import { callRow, short } from './call-row.js';

const OF_CALLS: readonly string[] = ['call', 'intent', 'outcome'];

/** The embedded WHMCS that runs for this user has a state of its own, where its calls are. */
function sandboxHint(host: Host, path: string): string {
  try {
    const own = sandboxState(host);
    return own === path || !existsSync(own)
      ? ''
      : ' Those of the embedded WHMCS are shown by: whmcs-mcp audit --sandbox';
  } catch {
    return '';
  }
}

/** Why nothing is listed: nothing is there, or nothing of what was asked for. */
function noneText(host: Host, path: string, { limit: _, ...asked }: EntryFilter): string {
  return Object.keys(asked).length === 0
    ? `There is no call yet in ${plain(shownLocation(path))}.${sandboxHint(host, path)}\n`
    : 'No call is like that.\n';
}

/** `audit list`: calls, newest first. */
export function list(
  host: Host,
  flags: Flags<CallFilter | 'json' | 'sandbox' | 'env-file'>,
): Promise<number> {
  const filter = filterOf(flags);
  return withState(host, flags, async ({ journal }, path) => {
    const { calls, next } = await journal.calls(filter);
    if (flags.json) {
      host.stdout.write(`${exact(calls)}\n`);
      return 0;
    }
    const looks = { now: new Date(), paint: paintFor(host, host.stdout) };
    const lines = columns(calls.map((call) => callRow(host, call, looks)));
    host.stdout.write(lines || noneText(host, path, filter));
    if (next !== undefined) {
      host.stderr.write(`These are the newest ${calls.length}. --limit shows more, filters show others.\n`);
    }
    return 0;
  });
}

const eventLine = ({ seq, at, kind, body }: Entry) =>
  `${at.toISOString()} ${`entry ${seq}`.padEnd(13)} ${plain(kind).padEnd(9)} ${short(exact(body))}\n`;

/** `audit events`: what happened beside calls: what people decided and switched, when servers began. */
export function events(
  host: Host,
  flags: Flags<'text' | 'days' | 'limit' | 'json' | 'sandbox' | 'env-file'>,
): Promise<number> {
  const { text = '' } = flags;
  const since = sinceOf(flags, new Date()) ?? new Date(0);
  const limit = limitOf(flags);
  const kinds = ENTRY_KINDS.filter((kind) => !OF_CALLS.includes(kind));
  return withState(host, flags, async ({ store: { journal } }) => {
    const entries = await journal.find({ kinds, text, since, limit });
    host.stdout.write(
      flags.json ? `${exact(entries)}\n` : entries.map(eventLine).join('') || 'Nothing is like that.\n',
    );
    return 0;
  });
}

const shown = (text: string | undefined) => (text ? plain(text) : undefined);
const written = (value: unknown) => (value === undefined ? undefined : exact(value));

function pageOf(call: CallView, undoings: readonly CallView[]): string {
  const { decision, result } = call;
  const decided =
    decision && `${plain(decision.outcome)} by ${plain(decision.rule)}, policy ${plain(decision.revision)}`;
  const lines: [string, string | undefined][] = [
    ['Call', plain(call.call)],
    ['When', call.at.toISOString()],
    ['Tool', `${plain(call.tool)} (${plain(call.risk)})`],
    ['Caller', `${plain(call.caller)}, through ${plain(call.channel)}, session ${plain(call.session)}`],
    ['Program', call.program && `"${plain(call.program)}" (its own word)`],
    ['Made by', call.via && `${plain(call.via)}, call ${plain(call.within ?? '')}`],
    ['Grant', shown(call.grant)],
    ['WHMCS', shown(call.install)],
    ['State', call.state],
    ['Arguments', exact(call.args)],
    ['Reason', call.reason && `${plain(call.reason)} (the agent's own claim)`],
    ['Decision', decided],
    ['Rules', written(decision?.rules)],
    ['Decided on', written(call.facts)],
    ['Approval', shown(call.approval)],
    ['Answered', call.served && SERVED_TEXT[call.served]],
    ['Before', written(call.before)],
    ['Outcome', result && `${plain(result.outcome)}, after ${result.ms} ms`],
    ['Message', shown(result?.message)],
    ['WHMCS said', result?.whmcs && `${exact(result.whmcs)} (text from outside)`],
    ['After', written(result?.after)],
    ['Undoes', callUndoneIn(call.session)],
    ...undoings.map((one): [string, string] => [
      one.state === 'done' ? 'Undone by' : 'Undo tried',
      `${plain(one.call)}, ${one.at.toISOString()}: ${one.state}`,
    ]),
    ...call.entries.map((entry): [string, string] => [`Entry ${entry.seq}`, placeOf(entry)]),
  ];
  return lines
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([name, value]) => `${`${name}:`.padEnd(12)} ${value}\n`)
    .join('');
}

const placeOf = ({ kind, at, hash }: Entry) => `${plain(kind)}, ${at.toISOString()}, ${plain(hash)}`;

/** Looks up an entry number or the id of a call: the call, or an entry that belongs to none. */
async function named(
  journal: Journal,
  rows: JournalRows,
  id: string,
): Promise<{ call?: CallView | undefined; entry?: Entry | undefined }> {
  if (!/^\d{1,15}$/.test(id)) return { call: await journal.call(id) };
  const [entry] = await rows.find({ before: Number(id) + 1, limit: 1 });
  if (entry?.seq !== Number(id)) return {};
  return { entry, call: await journal.call(entry.call) };
}

/** `audit show`: everything that is known of a call, or an entry as it is. */
export function show(host: Host, flags: Flags<'json' | 'sandbox' | 'env-file'>, id: string): Promise<number> {
  return withState(host, flags, async ({ journal, store }) => {
    const { call, entry } = await named(journal, store.journal, id);
    if (call === undefined && entry === undefined) {
      throw new CommandError(`the journal has no call or entry ${plain(id)}.`);
    }
    if (flags.json) host.stdout.write(`${exact(call ?? entry)}\n`);
    else if (call !== undefined) host.stdout.write(pageOf(call, await undoingsOf(journal, call)));
    else if (entry !== undefined) host.stdout.write(`${eventLine(entry)}${exact(entry.body)}\n`);
    return 0;
  });
}

const FOUND = ['done', 'not_done'];

/** `audit clear`: a person has looked in WHMCS what came of a call that nobody knew of. */
export function settle(
  host: Host,
  flags: Flags<'json' | 'sandbox' | 'env-file'>,
  { id, outcome }: { id: string; outcome: string },
): Promise<number> {
  if (!FOUND.includes(outcome)) {
    throw new CommandError(
      `"${plain(outcome)}" is not known: say done or not_done, as you found it in WHMCS.`,
      EXIT.usage,
    );
  }
  return withState(host, flags, async ({ journal }) => {
    const call = await journal.call(id);
    if (call?.state !== 'unknown') {
      const why =
        call === undefined ? 'the journal has no such call' : `what came of it is known: ${call.state}`;
      throw new CommandError(`${plain(id)}: ${why}.`);
    }
    await journal.outcome(call, {
      outcome,
      message: `${userOf(host)} looked in WHMCS and found it so.`,
      ms: 0,
    });
    const text = `${plain(id)} counts as ${outcome === 'done' ? 'done' : 'not done'} from now on.\n`;
    answer(host, flags, { value: { call: id, outcome }, text });
    return 0;
  });
}
