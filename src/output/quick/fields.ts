import type { FieldClass } from '../../terms.js';
import { mayNameCredential } from '../credentials/by-field-name.js';
import { isCustomFieldByPosition, isListOfCustomFields } from '../credentials/custom-fields.js';
import { isValueKey } from '../credentials/label-keys.js';
import type { Withhold } from '../credentials/withhold.js';
import type { Place } from '../marks/places.js';
import { fieldClassOf } from '../personal/field-classes.js';
import { normalize } from '../text/normalize.js';
import type { Settle, Writer } from './settled-texts.js';

/** More than all replies of an action have; of data that is named by keys no field is remembered beyond it. */
const MAX_FIELDS = 1_000;

interface Shared {
  readonly withhold: Withhold;
  readonly settleFor: (writer: Writer) => Settle;
  fields: number;
}

/** What the stages would do to a field of an action's replies for its name, worked out once. */
export class Field {
  readonly key: string;
  /** As `_untrusted.fields` names it. */
  readonly name: string;
  readonly place: Place;
  /** Its name stays as it is. */
  readonly keepsName: boolean;
  /** Its value may be taken away for its name, whatever is redacted. */
  readonly isGuarded: boolean;
  readonly namesCredential: boolean;
  readonly fieldClass: FieldClass | undefined;
  readonly isCustomField: boolean;
  readonly isListOfCustomFields: boolean;
  readonly isValue: boolean;
  readonly isCalledBy: boolean;
  readonly settle: Settle;

  /** The reply in which it was named last. */
  namedIn = 0;
  /** The list that it was last a column of, and a number for that column. */
  list = 0;
  column = 0;
  /** Bounds of what the texts of the column say together. */
  weight = 0;
  orders = 0;
  cues = 0;

  readonly #shared: Shared;
  readonly #inner = new Map<string, Field>();
  /** By position: rows of a list have the same fields in the same order. */
  readonly #row: Field[] = [];

  constructor(place: Place, shared: Shared, isRoot = false) {
    const key = place.name;
    this.key = key;
    this.name = isRoot ? 'items' : key;
    this.place = place;
    this.keepsName =
      place.isNamedPlainly && key !== '__proto__' && normalize(key) === key && shared.withhold(key) === key;
    this.namesCredential = mayNameCredential(key);
    this.fieldClass = fieldClassOf(key);
    this.isCustomField = isCustomFieldByPosition(key);
    this.isListOfCustomFields = isListOfCustomFields(key);
    this.isGuarded = this.namesCredential || this.isCustomField;
    this.isValue = isValueKey(key);
    this.isCalledBy = place.isCalledBy;
    this.settle = shared.settleFor(place);
    this.#shared = shared;
  }

  /**
   * The field of a member, which most often is the one that was at that position before; undefined where there are too
   * many fields.
   */
  inner(key: string, position: number): Field | undefined {
    const likely = this.#row[position];
    if (likely !== undefined && likely.key === key) return likely;
    const field = this.#inner.get(key) ?? this.#add(key);
    if (field !== undefined) this.#row[position] = field;
    return field;
  }

  #add(key: string): Field | undefined {
    if (this.#shared.fields >= MAX_FIELDS) return undefined;
    this.#shared.fields += 1;
    const field = new Field(this.place.inner(key), this.#shared);
    this.#inner.set(key, field);
    return field;
  }
}

/** The fields of each action, by its name. */
export function createFields(shared: Omit<Shared, 'fields'>): (action: string, place: Place) => Field {
  const roots = new Map<string, { root: Field; count: Shared }>();
  return (action, place) => {
    const known = roots.get(action);
    // What filled it may have been one odd reply.
    if (known !== undefined && known.count.fields < MAX_FIELDS) return known.root;
    const count = { ...shared, fields: 0 };
    const root = new Field(place, count, true);
    roots.set(action, { root, count });
    return root;
  };
}
