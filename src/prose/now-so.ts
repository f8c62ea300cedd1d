import { listed } from './phrases.js';

type Args = Readonly<Record<string, unknown>>;

/** Arguments that change nothing of the record itself. */
const BESIDE = new Set(['repeat_of', 'noemail']);

const named = (what: string, by: readonly string[], args: Args) =>
  `${what} ${String(by.map((name) => args[name]).find((value) => value !== undefined) ?? '')}`.trim();

/** What is so once a call is done: `Order 1042 is Cancelled.` `by`: the arguments that may name the record. */
export const isNow =
  (what: string, by: string | readonly string[], so: string) =>
  (args: Args): string =>
    `${named(what, [by].flat(), args)} ${so}.`;

/** A status as WHMCS and staff name them; anything longer is text. */
const STATUS = /^[A-Za-z][A-Za-z -]{0,30}$/;

const changedField = ([name, value]: [string, unknown]) =>
  name === 'status' && STATUS.test(String(value)) ? `status (${String(value)})` : name;

/** What a call has changed, by the names of its arguments, and the status it set: `Ticket 5 is changed: priority and status (Closed).` */
export const isChanged =
  (what: string, by: readonly string[]) =>
  (args: Args): string => {
    const changed = Object.entries(args).filter(
      ([name, value]) => value !== undefined && !by.includes(name) && !BESIDE.has(name),
    );
    const fields = changed.length === 0 ? '' : `: ${listed(changed.map(changedField))}`;
    return `${named(what, by, args)} is changed${fields}.`;
  };
