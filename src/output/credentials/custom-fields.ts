import { isObject } from '../../json/index.js';
import { WITHHELD } from '../../terms.js';

/** `customfields3`: the third of the fields, whatever its id. */
const NUMBERED = /^customfields(\d{1,4})$/i;
const LIST = /^customfields?$/i;

type Fields = Readonly<Record<string, unknown>>;

export const isListOfCustomFields = (key: string): boolean => LIST.test(key);
export const isCustomFieldByPosition = (key: string): boolean => NUMBERED.test(key);

/** WHMCS gives custom fields of clients by id alone, so that no label tells what is in them. */
const isUnlabelled = (field: unknown): field is Fields =>
  isObject(field) && 'id' in field && 'value' in field && !('name' in field);
const isEmpty = (value: unknown): boolean => value === '' || value === null || value === undefined;

/** Whether an item of a list of custom fields is shown, as far as it depends on a label. */
export const isShownWithoutLabel = (field: unknown, shown: ReadonlySet<number>): boolean =>
  !isUnlabelled(field) || isEmpty(field.value) || shown.has(Number(field.id));

function withholdList(list: readonly unknown[], shown: ReadonlySet<number>): unknown[] {
  return list.map((field) =>
    isShownWithoutLabel(field, shown) ? field : { ...(field as Fields), value: WITHHELD },
  );
}

/**
 * Withholds custom fields that come without a label, but for those with the ids shown: a customer may have written a
 * password into them, and nothing says so. Looks at a record and at the records right inside it.
 */
export function withholdCustomFields(record: Fields, shown: ReadonlySet<number>, depth = 2): Fields {
  const lists = Object.entries(record).flatMap(([key, value]) =>
    LIST.test(key) && Array.isArray(value) ? value : [],
  );
  if (depth === 2 && !hasCustomFields(record)) return record;
  return Object.fromEntries(
    Object.entries(record).map(([key, value]): [string, unknown] => {
      if (LIST.test(key) && Array.isArray(value)) return [key, withholdList(value, shown)];
      const position = NUMBERED.exec(key)?.[1];
      if (position !== undefined && !isEmpty(value)) {
        const field: unknown = lists[Number(position) - 1];
        const isShown = isUnlabelled(field) && shown.has(Number(field.id));
        return [key, isShown ? value : WITHHELD];
      }
      if (depth === 0) return [key, value];
      if (Array.isArray(value)) {
        return [key, value.map((one) => (isObject(one) ? withholdCustomFields(one, shown, depth - 1) : one))];
      }
      return [key, isObject(value) ? withholdCustomFields(value, shown, depth - 1) : value];
    }),
  );
}

/** As deep as `withholdCustomFields` looks: a list is no level of its own. */
function hasCustomFields(value: unknown, depth = 2): boolean {
  if (Array.isArray(value)) return value.some((one) => hasCustomFields(one, depth));
  if (depth < 0 || typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(
    ([key, inner]) => LIST.test(key) || NUMBERED.test(key) || hasCustomFields(inner, depth - 1),
  );
}
