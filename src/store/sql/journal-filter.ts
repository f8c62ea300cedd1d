import type { EntryFilter } from '../ports/journal.js';
import { asciiJson, isCallId } from '../rules/chain.js';
import { moment } from '../rules/moment.js';
import type { Dialect, Value } from './database.js';

const OUTCOME = ['result', 'outcome'];

/** What the newest outcome of an intent says; null where there is none. */
const newestOutcome = (intent: string, { inBody }: Dialect) =>
  `(SELECT ${inBody('came', OUTCOME)} FROM journal AS came
    WHERE came.call = ${intent}.call AND came.kind = 'outcome' ORDER BY came.seq DESC LIMIT 1)`;

const outcomeOf = (dialect: Dialect) => `CASE WHEN entry.kind = 'intent'
  THEN coalesce(${newestOutcome('entry', dialect)}, 'outcome_unknown') ELSE ${dialect.inBody('entry', OUTCOME)} END`;

/**
 * The first intent below a number whose outcome nobody knows, or has an entry at that number or above it. Takes the
 * number twice.
 */
export const openOrLater = (dialect: Dialect) =>
  `SELECT seq, hash FROM journal AS entry WHERE seq < ? AND kind = 'intent' AND (
    coalesce(${newestOutcome('entry', dialect)}, 'outcome_unknown') = 'outcome_unknown'
    OR EXISTS (SELECT 1 FROM journal AS came WHERE came.call = entry.call AND came.kind = 'outcome' AND came.seq >= ?)
  ) ORDER BY seq LIMIT 1`;

/** A text in small letters as a body spells it; bodies are ASCII, so that engines lower no other letters. */
const spellings = (text: string) => [
  ...new Set([text, text.toLowerCase(), text.toUpperCase()].map((one) => escaped(one).toLowerCase())),
];

const escaped = (text: string) => asciiJson(text).slice(1, -1);

function textCondition(text: string, { contains }: Dialect): [string, Value[]] {
  const words = spellings(text);
  const among = (of: string) => words.map(() => contains(`lower(${of}.body)`)).join(' OR ');
  const came = `entry.kind = 'intent' AND EXISTS (SELECT 1 FROM journal AS came
    WHERE came.call = entry.call AND came.kind = 'outcome' AND (${among('came')}))`;
  const [named, ids] = isCallId(text) ? ['entry.call = ? OR ', [text]] : ['', []];
  return [`(${named}${among('entry')} OR (${came}))`, [...ids, ...words, ...words]];
}

/** Filled up to a power of two with the last value, so that few statements serve lists of all lengths. */
export function inList(column: string, values: readonly string[]): [string, Value[]] {
  const last = values.at(-1);
  if (last === undefined) return ['FALSE', []];
  const filled = [...values];
  while (filled.length < 2 ** Math.ceil(Math.log2(values.length))) filled.push(last);
  return [`${column} IN (${filled.map(() => '?').join(', ')})`, filled];
}

/** Whether an index leads to what a filter lets through, so that hardly anything else has to be read. */
export function isPointed({ call, calls, digest, tool, ...filter }: EntryFilter): boolean {
  if (call !== undefined || calls !== undefined || digest !== undefined) return true;
  const { risk, caller, outcome, text = '' } = filter;
  return tool !== undefined && text === '' && [risk, caller, outcome].every((one) => one === undefined);
}

/** The entries that a filter lets through, for a query of `journal AS entry`. */
export function conditionsOf(filter: EntryFilter, dialect: Dialect): { where: string; values: Value[] } {
  const { kinds, calls, grants, installation, outcome, text, since, before } = filter;
  const conditions: [string, Value[]][] = [];
  const add = (sql: string, ...values: Value[]) => conditions.push([sql, values]);
  if (kinds !== undefined) conditions.push(inList('entry.kind', kinds));
  if (calls !== undefined) conditions.push(inList('entry.call', calls));
  if (grants !== undefined)
    conditions.push(
      inList(
        dialect.inBody('entry', ['grant']),
        grants.map((name) => dialect.searched(name)),
      ),
    );
  for (const column of ['call', 'tool', 'digest'] as const) {
    const value = filter[column];
    if (value !== undefined) add(`entry.${column} = ?`, dialect.searched(value));
  }
  for (const name of ['risk', 'caller'] as const) {
    const value = filter[name];
    if (value !== undefined) add(`${dialect.inBody('entry', [name])} = ?`, dialect.searched(value));
  }
  if (installation !== undefined) {
    const own = dialect.inBody('entry', ['installation']);
    add(`coalesce(${own}, ?) = ?`, dialect.searched(installation), dialect.searched(installation));
  }
  if (outcome !== undefined) add(`${outcomeOf(dialect)} = ?`, dialect.searched(outcome));
  if (text !== undefined && text !== '') conditions.push(textCondition(text, dialect));
  if (before !== undefined) add('entry.seq < ?', before);
  // The plus keeps engines off the index, which would sort all that is young enough: entries are in order already.
  if (since !== undefined) add('+entry.at >= ?', moment(since));
  return {
    where: conditions.map(([sql]) => sql).join(' AND ') || 'TRUE',
    values: conditions.flatMap(([, values]) => values),
  };
}
