import type { Value } from './engine.js';
import type { EntryFilter } from './journal-rows.js';
import { moment } from './window.js';

/** A value of the body by its path. Somebody may have made something else than JSON of it. */
const inBody = (path: string, of = 'entry') =>
  `CASE WHEN json_valid(${of}.body) THEN json_extract(${of}.body, '$.${path}') END`;

/** What the newest outcome of an intent says; null where there is none. */
const newestOutcome = (intent: string) =>
  `(SELECT ${inBody('result.outcome', 'came')} FROM journal AS came
    WHERE came.call = ${intent}.call AND came.kind = 'outcome' ORDER BY came.seq DESC LIMIT 1)`;

const OUTCOME = `CASE WHEN entry.kind = 'intent' THEN coalesce(${newestOutcome('entry')}, 'outcome_unknown')
  ELSE ${inBody('result.outcome')} END`;

/**
 * The first intent below a place that nobody knows the outcome of, or whose outcome stands at that place or above it.
 * Takes the place twice.
 */
export const OPEN_OR_LATER = `SELECT seq, hash FROM journal AS entry WHERE seq < ? AND kind = 'intent' AND (
    coalesce(${newestOutcome('entry')}, 'outcome_unknown') = 'outcome_unknown'
    OR EXISTS (SELECT 1 FROM journal AS came WHERE came.call = entry.call AND came.kind = 'outcome' AND came.seq >= ?)
  ) ORDER BY seq LIMIT 1`;

/** Text as it stands inside a body. */
const written = (text: string) =>
  JSON.stringify(text)
    .slice(1, -1)
    .replace(/[\u007f-\uffff]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** A text in small letters, as SQLite makes them: it knows the two cases of ASCII only. */
const spellings = (text: string) => [
  ...new Set([text, text.toLowerCase(), text.toUpperCase()].map((one) => written(one).toLowerCase())),
];

function textCondition(text: string): [string, Value[]] {
  const words = spellings(text);
  const among = (of: string) => words.map(() => `instr(lower(${of}.body), ?) > 0`).join(' OR ');
  const came = `entry.kind = 'intent' AND EXISTS (SELECT 1 FROM journal AS came
    WHERE came.call = entry.call AND came.kind = 'outcome' AND (${among('came')}))`;
  return [`(entry.call = ? OR ${among('entry')} OR (${came}))`, [text, ...words, ...words]];
}

/** Whether an index leads to what a filter lets through, so that hardly anything else has to be read. */
export function isPointed({ call, calls, digest, tool, ...filter }: EntryFilter): boolean {
  if (call !== undefined || calls !== undefined || digest !== undefined) return true;
  const { risk, caller, outcome, text = '' } = filter;
  return tool !== undefined && text === '' && [risk, caller, outcome].every((one) => one === undefined);
}

/** The entries that a filter lets through, for a query of `journal AS entry`. */
export function conditionsOf(filter: EntryFilter): { where: string; values: Value[] } {
  const { kinds, call, calls, tool, digest, risk, caller, outcome, text, since, before } = filter;
  const conditions: [string, Value[]][] = [];
  const add = (sql: string, ...values: Value[]) => conditions.push([sql, values]);
  if (kinds !== undefined) add('entry.kind IN (SELECT value FROM json_each(?))', JSON.stringify(kinds));
  if (call !== undefined) add('entry.call = ?', call);
  if (calls !== undefined) add('entry.call IN (SELECT value FROM json_each(?))', JSON.stringify(calls));
  if (tool !== undefined) add('entry.tool = ?', tool);
  if (digest !== undefined) add('entry.digest = ?', digest);
  if (risk !== undefined) add(`${inBody('risk')} = ?`, risk);
  if (caller !== undefined) add(`${inBody('caller')} = ?`, caller);
  if (outcome !== undefined) add(`${OUTCOME} = ?`, outcome);
  if (text !== undefined && text !== '') conditions.push(textCondition(text));
  if (before !== undefined) add('entry.seq < ?', before);
  // The index on it would have everything sorted that is young enough; entries stand in order already.
  if (since !== undefined) add('+entry.at >= ?', moment(since));
  return {
    where: conditions.map(([sql]) => sql).join(' AND ') || 'TRUE',
    values: conditions.flatMap(([, values]) => values),
  };
}
