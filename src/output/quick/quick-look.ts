import { isObject } from '../../json/index.js';
import { type Redact, WITHHELD } from '../../terms.js';
import { isShownWithoutLabel } from '../credentials/custom-fields.js';
import type { Withhold } from '../credentials/withhold.js';
import type { Place } from '../marks/places.js';
import { recordOf } from '../personal/field-classes.js';
import { isRedacting } from '../personal/redact.js';
import { isListPage } from '../size/list-page.js';
import { createFields, type Field } from './fields.js';
import { NamesOfOne, NamesOfRecord, RowsOfList } from './said-together.js';
import { createSettledTexts, type SettledText } from './settled-texts.js';
import { createTakenByName, DROPPED, UNSETTLED } from './taken-by-name.js';

type Members = Record<string, unknown>;

/** A text where it stands in a result. */
export interface TextToMark {
  holder: Record<string | number, unknown>;
  key: string | number;
  text: SettledText;
}

/** What a quick look tells of a result. */
export interface QuickLook {
  /** The result as the marks find it; of a list page, unsettled rows are as they came. */
  value: Members;
  /** Texts that the marks change, in holders that were copied for it. */
  marks: readonly TextToMark[];
  /** Fields that outsiders wrote in, in their order, and the row in which each is first met; infinite beside the rows. */
  named: readonly { field: string; row: number }[];
  /** Rows of a list page that the stages have to see. */
  unsettled: readonly number[];
  /** At most so many characters the normalized result has as JSON. */
  size: number;
}

/**
 * Undefined for what the stages have to see as a whole, and for what may have more than some characters as JSON: a reply of
 * megabytes is cut before it costs anything.
 */
export type LookQuickly = (
  result: unknown,
  at: { action: string; place: Place; redact: Redact; mostCharacters: number },
) => QuickLook | undefined;

export interface QuickLookOptions {
  withhold: Withhold;
  /** No shorter text can hold one of our own secrets. */
  shortestSecret: number;
  customFieldsShown: ReadonlySet<number>;
}

/** Amounts, counts, ids and dates: nothing in them says anything, or is a credential by its form. */
const NUMBER_OR_DATE = /^(?:-?\d{1,9}(?:\.\d{1,4})?|\d{4}-\d\d-\d\d(?: \d\d:\d\d(?::\d\d)?)?)$/;
const LONGEST_DATE = 19;
/** Deeper replies are odd enough to be looked at by the stages. */
const MAX_DEPTH = 8;
/** The characters around a member or an item, or of a number. */
const AROUND = 30;
/** So many times as long a text may get in JSON. */
const MOST_GROWTH = 6;

/**
 * Makes a walk that does at once what the stages do one after the other, since most replies hold what was met before: ids,
 * dates, states, the names of the same clients. It asks of each field once what its name means to the stages, of each text
 * once what they make of it, and adds up how much of an order is in texts that can be read together: in a record, in a
 * name, down the rows of a column. What depends on more than that, it leaves to the stages.
 */
export function createQuickLook(options: QuickLookOptions): LookQuickly {
  const { withhold, customFieldsShown } = options;
  const fieldsOf = createFields({ withhold, settleFor: createSettledTexts(withhold) });
  const taken = createTakenByName(withhold);
  const longestNumber = Math.min(LONGEST_DATE, options.shortestSecret - 1);

  let replies = 0;
  // Of the reply that is being looked at.
  let redact: Redact | undefined;
  let size = 0;
  let mostSize = 0;
  let row = Number.POSITIVE_INFINITY;
  let named: { field: Field; row: number }[] = [];
  let marks: TextToMark[] = [];
  // Of the record.
  let names = new NamesOfRecord();

  function isNumberOrDate(text: string): boolean {
    const first = text.charCodeAt(0);
    return first <= 0x39 && first >= 0x2d && text.length <= longestNumber && NUMBER_OR_DATE.test(text);
  }

  /** @param list what the text stands in a row of */
  function settle(text: string, field: Field, list: RowsOfList | undefined): SettledText | typeof UNSETTLED {
    const settled = field.settle(text);
    if (settled === null || (settled.isJson && redact !== undefined)) return UNSETTLED;
    size += 2 * settled.length;
    if (settled.reading === 'named' && field.namedIn !== replies) {
      field.namedIn = replies;
      named.push({ field, row });
    }
    names.add(settled);
    list?.add(field, settled);
    return settled;
  }

  function members(
    value: Members,
    at: Field,
    list: RowsOfList | undefined,
    depth: number,
  ): Members | typeof UNSETTLED {
    if (depth > MAX_DEPTH) return UNSETTLED;
    if (redact !== undefined && recordOf(value) !== undefined) return UNSETTLED;
    let copy: Members | undefined;
    let called: NamesOfOne | undefined;
    let holdsValue = false;
    let position = 0;
    for (const key in value) {
      const field = at.inner(key, position);
      position += 1;
      if (field === undefined || !field.keepsName) return UNSETTLED;
      size += 2 * key.length + AROUND;
      if (size > mostSize) return UNSETTLED;
      const inner = value[key];
      if (inner === null || inner === '') continue;
      if ((inner === WITHHELD || typeof inner === 'boolean') && !field.isCustomField) continue;
      holdsValue ||= field.isValue;
      let shown: unknown = inner;
      if (field.isGuarded || (redact !== undefined && field.fieldClass !== undefined)) {
        shown = taken.from(field, inner, redact);
        if (shown !== inner && typeof inner === 'string') size += MOST_GROWTH * inner.length;
      }
      if (typeof shown === 'string') {
        if (shown !== WITHHELD && !isNumberOrDate(shown)) {
          const settled = settle(shown, field, list);
          if (settled === UNSETTLED) return UNSETTLED;
          shown = settled.unmarked;
          if (field.isCalledBy) {
            called ??= new NamesOfOne();
            called.add(settled);
          }
          if (settled.isChangedByMarks) {
            copy ??= { ...value };
            marks.push({ holder: copy, key, text: settled });
          }
        }
      } else if (typeof shown === 'object' && shown !== null) {
        shown = Array.isArray(shown)
          ? items(shown, field, depth)
          : members(shown as Members, field, undefined, depth + 1);
      }
      if (shown === UNSETTLED || shown === undefined) return UNSETTLED;
      if (shown === inner) continue;
      copy ??= { ...value };
      if (shown === DROPPED) delete copy[key];
      else copy[key] = shown;
    }
    if (holdsValue && taken.isLabelled(value, redact)) return UNSETTLED;
    return called?.saySomething(copy ?? value) ? UNSETTLED : (copy ?? value);
  }

  /** A record that is judged by itself. */
  function record(
    value: Members,
    at: Field,
    list: RowsOfList | undefined,
    depth: number,
  ): Members | typeof UNSETTLED {
    const outer = names;
    names = new NamesOfRecord();
    const shown = members(value, at, list, depth);
    const isUnsettled = shown === UNSETTLED || names.sayAnOrder();
    names = outer;
    return isUnsettled ? UNSETTLED : shown;
  }

  function items(
    values: readonly unknown[],
    at: Field,
    depth: number,
  ): readonly unknown[] | typeof UNSETTLED {
    const list = new RowsOfList();
    let copy: unknown[] | undefined;
    for (let index = 0; index < values.length; index += 1) {
      const item = values[index];
      let shown = item;
      size += AROUND;
      if (size > mostSize) return UNSETTLED;
      if (typeof item === 'string' && item !== '' && !isNumberOrDate(item)) {
        const settled = settle(item, at, list);
        if (settled === UNSETTLED) return UNSETTLED;
        shown = settled.unmarked;
        if (settled.isChangedByMarks) {
          copy ??= [...values];
          marks.push({ holder: copy as unknown as TextToMark['holder'], key: index, text: settled });
        }
      } else if (isObject(item)) {
        if (at.isListOfCustomFields && !isShownWithoutLabel(item, customFieldsShown)) return UNSETTLED;
        shown = (at.place.holdsFields ? members : record)(item, at, list, depth + 1);
        if (shown === UNSETTLED) return UNSETTLED;
      } else if (item === undefined || Array.isArray(item)) return UNSETTLED;
      if (shown === item) continue;
      copy ??= [...values];
      copy[index] = shown;
    }
    return list.sayAnOrder(copy ?? values) ? UNSETTLED : (copy ?? values);
  }

  /** Looks at each row by itself: an unsettled one leaves the others settled. */
  function page(
    values: readonly unknown[],
    at: Field,
  ): { shown: unknown[]; unsettled: number[] } | undefined {
    const list = new RowsOfList();
    const unsettled: number[] = [];
    const shown: unknown[] = [];
    for (const [index, item] of values.entries()) {
      if (!isObject(item)) return undefined;
      const before = { named: named.length, marks: marks.length, size };
      row = index;
      const settled = record(item, at, list, 1);
      shown.push(settled === UNSETTLED ? item : settled);
      if (settled !== UNSETTLED) continue;
      if (size > mostSize) return undefined;
      unsettled.push(index);
      for (const { field } of named.splice(before.named)) field.namedIn = 0;
      marks.length = before.marks;
      size = before.size + MOST_GROWTH * JSON.stringify(item).length;
    }
    row = Number.POSITIVE_INFINITY;
    // With unsettled rows, what all rows say together is looked at when those have been through the stages.
    return unsettled.length === 0 && list.sayAnOrder(shown) ? undefined : { shown, unsettled };
  }

  function look(result: unknown, root: Field): Pick<QuickLook, 'value' | 'unsettled'> | undefined {
    if (!isObject(result)) return undefined;
    if (!isListPage(result)) {
      const value = record(result, root, undefined, 0);
      return value === UNSETTLED ? undefined : { value, unsettled: [] };
    }
    // The rows come first where they are marked.
    if (Object.keys(result)[0] !== 'items') return undefined;
    const { items: values, ...beside } = result;
    const rows = page(values, root);
    if (rows === undefined) return undefined;
    const shown = record(beside, root, undefined, 0);
    if (shown === UNSETTLED) return undefined;
    const value = { items: rows.shown, ...shown };
    for (const mark of marks) if (mark.holder === shown) mark.holder = value;
    return { value, unsettled: rows.unsettled };
  }

  return (result, at) => {
    replies += 1;
    redact = isRedacting(at.redact) ? at.redact : undefined;
    size = AROUND;
    mostSize = at.mostCharacters;
    row = Number.POSITIVE_INFINITY;
    named = [];
    marks = [];
    const looked = look(result, fieldsOf(at.action, at.place));
    return (
      looked && {
        ...looked,
        named: named.map((one) => ({ field: one.field.name, row: one.row })),
        marks,
        size,
      }
    );
  };
}
