import {
  type Body,
  type Detail,
  type EffectOf,
  idOf,
  type ReadCall,
  sameText,
  type Values,
  whereRecord,
} from '../catalog/index.js';
import { isObject } from '../json/index.js';
import { capital, counted, isOwnWord, listed, oneLine, valueText } from '../prose/index.js';
import type { Effect } from '../terms.js';
import { type Changed, changedBy, fieldOf } from './changed.js';
import { type Field, flagOf, sameAmount } from './field.js';
import type { RecordType } from './record.js';
import { namedRow } from './stake.js';

/** One field, or one part of a field, that a call changes. */
export interface Change {
  /** The argument, and with a dot its part: `email_preferences.invoice`. */
  readonly name: string;
  readonly label: string;
  /** The label of the whole argument. */
  readonly whole: string;
  /** Lower is weightier. */
  readonly weight: number;
  /** As the argument would spell it; undefined where WHMCS does not show it. */
  readonly before: unknown;
  readonly after: unknown;
  /** The record holds it already. */
  readonly isSame: boolean;
}

const blanks = (name: string) => name.replaceAll('_', ' ');

/** A field of fields, such as `email_preferences`, is a change for each of them. */
function partsOf(name: string, field: Field | undefined, before: unknown, after: unknown) {
  const label = field?.label ?? blanks(name);
  if (!isObject(after)) return [{ name, label, before, after }];
  const former = isObject(before) ? before : {};
  return Object.entries(after).map(([key, value]) => ({
    name: `${name}.${key}`,
    label: field?.partLabel?.(key) ?? `${label}, ${key}`,
    before: former[key],
    after: value,
  }));
}

/**
 * Old and new of each field that the call changes, in the order of its arguments.
 * @param record the fields of the record; undefined where it could not be read.
 */
export function changesOf(changed: Changed, values: Values, record: Body | undefined): Change[] {
  const byWeight = Object.keys(changed.fields);
  return changedBy(changed, values).flatMap((name) => {
    const field = fieldOf(changed, name);
    const present = record && (field?.shown(record, values[name], values) ?? record[field?.column ?? name]);
    const weight = field?.weighty === true ? byWeight.indexOf(name) : byWeight.length;
    return partsOf(name, field, present, values[name]).map((part) => {
      const before = known(part.before, part.after);
      return {
        ...part,
        before,
        whole: field?.label ?? blanks(name),
        weight,
        isSame: isSame(field, before, part.after),
      };
    });
  });
}

/** The old value as the argument would spell it: WHMCS has many spellings of yes and no, and zeros for no date. */
function known(before: unknown, after: unknown): unknown {
  if (typeof after === 'boolean') return flagOf(before) ?? before;
  if (typeof after === 'number') return idOf(before) ?? before;
  return /^(?:0000-00-00|-0001)/.test(String(before)) ? '' : before;
}

const only = (values: Values, names: readonly string[]): Values =>
  Object.fromEntries(names.map((name) => [name, values[name]]));

/** Whether the call leaves one of these fields other than the record holds it now, in whatever spelling. */
export async function changesOneOf(
  changed: Changed,
  record: RecordType,
  names: readonly string[],
  call: ReadCall,
): Promise<boolean> {
  const wanted = only(call.values, names);
  if (changedBy(changed, wanted).length === 0) return false;
  const row = await namedRow(record, call);
  return changesOf(changed, wanted, row).some(({ isSame }) => !isSame);
}

/** An effect where the call changes one of these fields; given as it is already, a field changes nothing. */
export const whereChanged = (
  effect: Effect,
  changed: Changed,
  record: RecordType,
  ...names: readonly string[]
): EffectOf =>
  whereRecord(
    effect,
    (call) => changesOneOf(changed, record, names, call),
    (values) => changedBy(changed, only(values, names)).length > 0,
  );

/** In the same letters; only of an amount are other digits the same. */
function isSame(field: Field | undefined, before: unknown, after: unknown): boolean {
  if (before === undefined) return false;
  if (Array.isArray(after)) return JSON.stringify(before) === JSON.stringify(after);
  if (typeof after !== 'string') return before === after;
  return field?.numeric === true ? sameAmount(before, after) : sameText(before, after);
}

/** Dates and numbers, in which nobody can hide a sentence. */
const DATE = /^\d{4}-\d{2}-\d{2}(?: \d{2}:\d{2}:\d{2})?$/;
const NUMBER = /^-?\d{1,15}(?:\.\d{1,8})?$/;

function side(value: unknown): string {
  if (value === undefined || value === null) return '(not shown)';
  const isBare = typeof value === 'string' && (DATE.test(value) || NUMBER.test(value) || isOwnWord(value));
  return isBare ? value : valueText(value, 120);
}

/** `City: “Berlin” → “Hamburg”.` */
function changeSentence({ label, before, after, isSame }: Change): string {
  return isSame
    ? `${capital(label)}: stays ${side(after)}.`
    : `${capital(label)}: ${side(before)} → ${side(after)}.`;
}

const byWeight = (one: Change, other: Change) => one.weight - other.weight;

const MOST_CHANGES = 12;

/** Weightiest first, and what does not differ at the end. `left`: what is too much for a glance. */
function changeSentences(changes: readonly Change[]): { shown: string[]; left: string[] } {
  const differing = changes.filter((change) => !change.isSame).sort(byWeight);
  const same = changes.filter((change) => change.isSame);
  const sentences = [...differing, ...same].map(changeSentence);
  const left = sentences.slice(MOST_CHANGES);
  return {
    shown: [
      ...sentences.slice(0, MOST_CHANGES),
      ...(left.length === 0 ? [] : [`Details show ${counted(left.length, 'more field')}.`]),
    ],
    left,
  };
}

/** The fields that the call names, for a title: weightiest first. */
function changedFields(changes: readonly Change[]): string {
  return listed([...new Set([...changes].sort(byWeight).map(({ whole }) => whole))]);
}

function formerText({ before }: Change): unknown {
  if (before === undefined || before === null) return undefined;
  if (typeof before === 'object') return JSON.stringify(before);
  return typeof before === 'boolean' ? String(before) : oneLine(before) || '(empty)';
}

/** The old values that a person saw, by which a change underneath is noticed. */
const formerFacts = (changes: readonly Change[]): Record<string, unknown> =>
  Object.fromEntries(changes.map((change) => [`before.${change.name}`, formerText(change)]));

/** What a preview says of the fields that a call changes. */
export interface ShownChanges {
  /** Their names, for a title. */
  readonly named: string;
  readonly sentences: readonly string[];
  /** What is too much for a glance. */
  readonly details: readonly Detail[];
  readonly former: Readonly<Record<string, unknown>>;
}

/**
 * All that is said of changes, by the one table of fields.
 * @param apart fields that the preview has sentences of its own for.
 * @param untold fields whose old values are not kept either.
 */
export function shownChanges(
  changes: readonly Change[],
  { apart = [], untold = [] }: { apart?: readonly string[]; untold?: readonly string[] } = {},
): ShownChanges {
  const kept = changes.filter(({ name }) => !untold.includes(name));
  const { shown, left } = changeSentences(kept.filter(({ name }) => !apart.includes(name)));
  return {
    named: changedFields(changes),
    sentences: shown,
    details: alsoChanged(left),
    former: formerFacts(kept),
  };
}

const MOST_LINES = 5;

/** Sentences on lines of an invoice or a quote: the first few, and the others as details. */
export function shownLines(lines: readonly string[]): Pick<ShownChanges, 'sentences' | 'details'> {
  const more = lines.slice(MOST_LINES);
  return {
    sentences: [
      ...lines.slice(0, MOST_LINES),
      ...(more.length === 0 ? [] : [`Details show ${counted(more.length, 'more line')}.`]),
    ],
    details: alsoChanged(more),
  };
}

const alsoChanged = (sentences: readonly string[]): Detail[] =>
  sentences.map((value) => ({ label: 'also changes', value }));
