import { type Author, authorOf, isCalledBy, isCustomerRecord, isListOfFields } from './field-authors.js';
import { isFieldName } from './plain-text.js';

/** Keys under which this program itself speaks beside a result. */
export const OWN_KEYS: ReadonlySet<string> = new Set(['_untrusted', '_more']);

/** Longer names are those of no field, and not remembered. */
const MAX_NAME = 100;
/** More than all replies of an action have; keys that are data, such as domains, are worked out anew. */
const MAX_PLACES = 1_000;

/** Places that are remembered of one action. */
interface Count {
  places: number;
}
/** Paths in small letters. */
type Paths = ReadonlySet<string>;

/** What is known of single answers, beside what holds of fields everywhere. */
interface Known {
  /** Where this program alone writes. */
  readonly ours?: Paths;
  /** Where outsiders write prose, whatever the field is called. */
  readonly prose?: Paths | undefined;
}

function authorIn({ ours, prose }: Known, path: readonly string[]): Author | undefined {
  if (ours === undefined && prose === undefined) return undefined;
  const dotted = path.join('.').toLowerCase();
  if (ours?.has(dotted)) return 'operator';
  return prose?.has(dotted) ? 'text' : undefined;
}

/** A field of the replies to one action, wherever it stands: positions and the `items` of a list are no part of it. */
export class Place {
  readonly name: string;
  readonly author: Author;
  readonly inCustomerRecord: boolean;
  /** Its name can't be anything but the name of a field. */
  readonly isNamedPlainly: boolean;
  /** A list of it holds fields of the record around it. */
  readonly holdsFields: boolean;
  readonly isCalledBy: boolean;
  readonly #action: string;
  readonly #path: readonly string[];
  readonly #inner = new Map<string, Place>();
  /** Of all places of the action. */
  readonly #count: Count;
  readonly #known: Known;

  constructor(
    action: string,
    { path = [], count = { places: 0 }, ...known }: { path?: readonly string[]; count?: Count } & Known = {},
  ) {
    const name = path.at(-1) ?? '';
    this.name = name;
    this.author = authorIn(known, path) ?? authorOf(action, path);
    this.inCustomerRecord = isCustomerRecord(action);
    this.isNamedPlainly = !OWN_KEYS.has(name) && isFieldName(name);
    this.holdsFields = isListOfFields(name);
    this.isCalledBy = isCalledBy(name);
    this.#action = action;
    this.#path = path;
    this.#count = count;
    this.#known = known;
  }

  /** Whether another one is the same field: places beyond the bound are made anew each time. */
  isSame(other: Place): boolean {
    const isSameField = () =>
      this.#path.length === other.#path.length && this.#path.every((key, at) => key === other.#path[at]);
    return this === other || (this.#action === other.#action && isSameField());
  }

  inner(key: string): Place {
    const known = this.#inner.get(key);
    if (known !== undefined) return known;
    const place = new Place(this.#action, {
      path: [...this.#path, key],
      count: this.#count,
      ...this.#known,
    });
    if (key.length <= MAX_NAME && this.#count.places < MAX_PLACES) {
      this.#count.places += 1;
      this.#inner.set(key, place);
    }
    return place;
  }
}
