/**
 * Where the data stands in a reply. WHMCS nests lists as plural.singular (`clients.client`), leaves some flat
 * (`servers`), and keys one (`pricing`) by name.
 */
export type Nested = Readonly<Record<string, Inner>>;
/** `null`: a flat list. A name: the singular below the plural. `each`: lists inside its items. */
export type Inner = string | null | { in: string | null; each: Nested };

export interface ListShape {
  kind: 'list';
  /** Plural key. */
  key: string;
  /** Singular key below it; null where WHMCS returns the list flat. */
  in: string | null;
  each: Nested;
  /** 'whmcs': limitstart and limitnum travel. 'here': WHMCS sends all of it and the page is cut here. */
  paging: 'whmcs' | 'here';
  /** The list is an object keyed by this field of its items. */
  keyedBy?: string;
  /** The argument that asks for the one item of that key. */
  only?: string;
  /** Folds the items into others, for a tool that has no WHMCS action of its own. */
  fold?(items: readonly unknown[], added: Readonly<Record<string, unknown>>): unknown[];
}

export interface RecordShape {
  kind: 'record';
  /** Key of the record where WHMCS also repeats it flat at the top level. */
  key?: string;
  /** Keys beside `key` that are not part of that repetition. */
  beside?: readonly string[];
  /** A list of it that can be too long to be shown at once: limitstart says where to begin in it. */
  pages?: string;
  /** A reply without any data is no answer; a plain confirmation is one. */
  holdsData?: true;
  /** What a success of a write names. */
  promise?: RecordPromise;
  /** Brings what is in it before callers, where it stands encoded: a file. Keeps what this program says beside a result. */
  opens?(record: Readonly<Record<string, unknown>>): Record<string, unknown>;
  each: Nested;
}

/** The key of a reply that names a record. */
export interface RecordPromise {
  readonly id: string;
  /** The call makes that record: a success that does not name it proves nothing. */
  readonly made: boolean;
}

export type ResultShape = ListShape | RecordShape;

type ListOptions = Partial<Pick<ListShape, 'each' | 'keyedBy' | 'only' | 'fold'>>;

function listOf(path: string, paging: ListShape['paging'], options: ListOptions): ListShape {
  const [key = path, inner] = path.split('.');
  return { kind: 'list', key, in: inner ?? null, paging, each: {}, ...options };
}

/** A list that WHMCS pages itself. `path`: `clients.client`, or `servers` where it is flat. */
export function paged(path: string, options: ListOptions = {}): ListShape {
  return listOf(path, 'whmcs', options);
}

/** A list that WHMCS always sends whole. */
export function whole(path: string, options: ListOptions = {}): ListShape {
  return listOf(path, 'here', options);
}

/** A record that is read. */
export function record(
  options: Omit<RecordShape, 'kind' | 'each' | 'holdsData'> & { each?: Nested } = {},
): RecordShape {
  return { kind: 'record', each: {}, holdsData: true, ...options };
}

/**
 * What a write answers: a confirmation, mostly with the id of the record that it `makes`, or that it `names` as the one it
 * changed.
 */
export function confirmation({ makes, names }: { makes?: string; names?: string } = {}): RecordShape {
  const id = makes ?? names;
  return {
    kind: 'record',
    each: {},
    ...(id === undefined ? {} : { promise: { id, made: makes !== undefined } }),
  };
}
