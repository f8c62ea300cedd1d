import type { ListForm, Redact } from '../terms.js';
import { withholdCustomFields } from './credentials/custom-fields.js';
import { createWithholder } from './credentials/withhold.js';
import { createMarker, type Marker, shortenTexts } from './marks/mark-outsiders.js';
import { Place } from './marks/places.js';
import { INVOICE_LINE_BOUNDS, isInert, isPlain } from './marks/plain-text.js';
import { taggedText } from './marks/tags.js';
import { memoizedByName } from './name-memo.js';
import { redactPersonal } from './personal/redact.js';
import { markQuickly, type PrepareRow } from './quick/mark-quickly.js';
import { createQuickLook } from './quick/quick-look.js';
import {
  type Cuts,
  cutRoughly,
  cutToSize,
  type InnerPage,
  ROUGH_FACTOR,
  type SizeLimit,
} from './size/fit.js';
import { tabulateLists } from './size/tables.js';
import { MAX_TOKENS, tokensOf } from './size/tokens.js';
import { normalize } from './text/normalize.js';
import { isWhmcsSentence } from './whmcs-sentences.js';

export interface PresenterOptions {
  /** Our own credentials. */
  secrets: readonly string[];
  /** Ids of custom fields that are shown though WHMCS sends no label with them; none if left out. */
  customFieldsShown?: readonly number[];
  /** `objects` if left out. */
  lists?: ListForm;
  /** By action, paths of its answers that outsiders write prose to, beside what is known of fields in general. */
  outsidersWrite?: ReadonlyMap<string, ReadonlySet<string>> | undefined;
  /** Passes on what needs no stage, which changes nothing of what is presented; unless left out, tests compare both. */
  looksQuickly?: boolean;
  /** Makes the id for the marks of one reply: six or more digits or small letters that nobody can foresee. */
  random(): string;
}

export interface PresentOptions {
  /** The WHMCS action that was called. */
  action: string;
  /** As the policy says. */
  redact: Redact;
  /** What this program says beside the result: no stage before the cut meets it. */
  words?: string | undefined;
  /**
   * The list inside the record that the tool can page through, also where the caller asked for no page: leave `from`
   * undefined then, and present once. `_more` names the next page only where one is needed.
   */
  page?: InnerPage | undefined;
  /** Most tokens of the result as JSON; 25,000 if left out. */
  max?: number;
  /** Paths under which this program alone writes, in a result that it made of several. */
  ours?: ReadonlySet<string>;
  /** Texts of a prepared result in which something unseen stood within words. */
  disguised?: ReadonlySet<string>;
}

/** A result before it is marked, for one that is made of several and then presented as a whole. */
export interface Prepared {
  readonly value: Readonly<Record<string, unknown>>;
  readonly disguised: ReadonlySet<string>;
}

type BoundedOptions = PresentOptions & { max: number };

export interface Presented {
  value: unknown;
  /** The value as JSON, as it is sent. */
  text: string;
  /** Some text could hold an instruction; policies see it as `session.tainted`. */
  tainted: boolean;
}

export interface Presenter {
  /** A result as callers may see it. Changes nothing of what it is given. */
  present(result: unknown, options: PresentOptions): Presented;
  /** A result without credentials and redacted; nothing of it may reach a caller before it was presented. */
  prepare(result: unknown, redact: Redact): Prepared;
  /** A message of WHMCS's, of a module or of a registrar, fit to be quoted. */
  presentText(message: string): { text: string; tainted: boolean };
}

/** Messages are read between other sentences. */
const MAX_MESSAGE = 1_000;

/** Lengths to which texts are shortened, one after the other, while a result is too large with one item per list. */
const TEXT_LIMITS = [2_000, 400, 80];

const TOO_LARGE =
  'WHMCS answered; what it sent is too large to be shown, even in parts. Ask for less at a time (limitnum, fields), or look in WHMCS itself.';

/** How much longer objects have to be than tables of them for a cut to count the rows of tables. */
const WORTH_CUTTING_BY_ROWS = 1.1;
/** The first rows may be longer than the rest. */
const SPARE = 0.95;

/** A quick look counts up to so many times the characters that there are. */
const LOOK_FACTOR = 3;

/** Levels of a list page above its rows. */
const ROW_DEPTH = 2;

type Written = Pick<Presented, 'value' | 'text'>;

const recordOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : { value };

/** Whether the rough cut would leave a result as it is. No token is shorter than a character of JSON. */
const isRoughlyWithin = (
  value: unknown,
  { page, max }: { page: InnerPage | undefined; max: number },
): boolean => page?.from === undefined && JSON.stringify(value).length <= ROUGH_FACTOR * max;

/** What is cut is changed, and nobody else's. */
const copyOf = (value: Record<string, unknown>): Record<string, unknown> => JSON.parse(JSON.stringify(value));

/** Our own words beside a marked result; a `note` of somebody else's steps aside. */
function withNote(marked: Record<string, unknown>, words: string | undefined): Record<string, unknown> {
  if (words === undefined) return marked;
  const { note: theirs, ...rest } = Object.fromEntries(Object.entries(marked));
  return { ...rest, ...(theirs === undefined ? {} : { note_: theirs }), note: words };
}

/** Whether a text has at most so many tokens. No character is more than one: shorter texts need no count. */
const isWithin = (text: string, tokens: number): boolean => text.length <= tokens || tokensOf(text) <= tokens;

const NOTHING_CUT = { lists: new Map(), fewerItems: false } as const;

/**
 * The only way of results to callers. The order matters, since each stage would hide from the next what it looks for:
 * decode entities and strip invisible characters, redact personal data, withhold credentials, mark outsiders' text, cut
 * to size, put lists under one header. The rough cut comes before all that is costly. No stage copies what it leaves as
 * it is.
 */
export function createPresenter({
  secrets,
  customFieldsShown = [],
  lists = 'objects',
  outsidersWrite,
  looksQuickly = true,
  random,
}: PresenterOptions): Presenter {
  const withhold = createWithholder(secrets);
  const fieldsShown = new Set(customFieldsShown);
  const shortestSecret = Math.min(...secrets.filter((one) => one !== '').map((one) => one.length));
  const look = createQuickLook({ withhold, shortestSecret, customFieldsShown: fieldsShown });
  const placeOf = memoizedByName((action) => new Place(action, { prose: outsidersWrite?.get(action) }));

  /** The last step: the form of lists, and the text that is sent. */
  function written(shown: Record<string, unknown>): Written {
    const value = lists === 'table' ? tabulateLists(shown) : shown;
    return { value, text: JSON.stringify(value) };
  }

  /** Cuts a marked result to as many rows as fit under one header; undefined where that is not what makes it smaller. */
  function cutTables(noted: Record<string, unknown>, cuts: Cuts, limit: SizeLimit): Written | undefined {
    const { max = MAX_TOKENS } = limit;
    const longer = JSON.stringify(noted).length / written(noted).text.length;
    if (longer < WORTH_CUTTING_BY_ROWS) return undefined;
    const { value, fits } = cutToSize(copyOf(noted), cuts, {
      ...limit,
      max: Math.floor(max * longer * SPARE),
    });
    const sent = written(value);
    return fits && isWithin(sent.text, max) ? sent : undefined;
  }

  /** Cuts a marked result that is too large, then shortens its texts. */
  function cut(noted: Record<string, unknown>, cuts: Cuts, limit: SizeLimit, id: string): Written {
    const { max = MAX_TOKENS } = limit;
    const tables = cutTables(noted, cuts, limit);
    if (tables !== undefined) return tables;
    const { value, fits } = cutToSize(copyOf(noted), cuts, limit);
    if (fits) return written(value);
    let short = value;
    for (const length of TEXT_LIMITS) {
      short = shortenTexts(short, id, length);
      if (isWithin(JSON.stringify(short), max)) return written(short);
    }
    return written({ note: TOO_LARGE });
  }

  /** A marked result as it is sent, cut where it is too large. */
  function fitted(noted: Record<string, unknown>, cuts: Cuts, limit: SizeLimit, marker: Marker): Written {
    if (!cuts.fewerItems && cuts.lists.size === 0) {
      const sent = written(noted);
      if (isWithin(sent.text, limit.max ?? MAX_TOKENS)) return sent;
    }
    return cut(noted, cuts, limit, marker.id());
  }

  /** What the stages before the marks make of a row of a list page. */
  const prepareRow =
    (redact: Redact): PrepareRow =>
    (row, disguised) => {
      const normal = normalize(row, disguised, ROW_DEPTH) as Record<string, unknown>;
      return withhold(redactPersonal(withholdCustomFields(normal, fieldsShown, ROW_DEPTH - 1), redact));
    };

  /** The same as the stages make of a result, sooner; undefined where only they can tell. */
  function presentQuickly(result: unknown, options: BoundedOptions): Presented | undefined {
    const { action, redact, words, page, max } = options;
    if (page?.from !== undefined) return undefined;
    const place = placeOf(action);
    const most = ROUGH_FACTOR * max;
    const looked = look(result, { action, redact, place, mostCharacters: LOOK_FACTOR * most });
    if (looked === undefined) return undefined;
    if (looked.size > most && JSON.stringify(result).length > most) return undefined;
    const marker = createMarker({ place, draw: random });
    const marked = markQuickly(looked, marker, prepareRow(redact));
    if (marked === undefined) return undefined;
    const { value, tainted } = marker.finished(marked);
    return { ...fitted(withNote(value, words), NOTHING_CUT, { action, page, max }, marker), tainted };
  }

  function presentByStages(result: unknown, options: BoundedOptions): Presented {
    const { action, redact, words, page, max, ours } = options;
    const limit = { action, page, max };
    const disguised = new Set(options.disguised);
    const open = recordOf(normalize(result, disguised));
    const { value: rough, ...cuts } = isRoughlyWithin(open, limit)
      ? { value: open, ...NOTHING_CUT }
      : cutRoughly(copyOf(open), limit);
    const shown = withhold(redactPersonal(withholdCustomFields(rough, fieldsShown), redact));
    const place = ours === undefined ? placeOf(action) : new Place(action, { ours });
    const marker = createMarker({ place, draw: random, disguised });
    const { value, tainted } = marker.finished(marker.whole(shown));
    return { ...fitted(withNote(value, words), cuts, limit, marker), tainted };
  }

  return {
    present(result, given) {
      const options = { ...given, max: given.max ?? MAX_TOKENS };
      const quick = looksQuickly && options.ours === undefined ? presentQuickly(result, options) : undefined;
      return quick ?? presentByStages(result, options);
    },

    prepare(result, redact) {
      const disguised = new Set<string>();
      const open = recordOf(normalize(result, disguised));
      return { value: withhold(redactPersonal(withholdCustomFields(open, fieldsShown), redact)), disguised };
    },

    presentText(message) {
      const disguised = new Set<string>();
      const text = withhold(normalize(message, disguised) as string);
      const isOpen = disguised.size === 0;
      if (isOpen && (isInert(text) || isWhmcsSentence(text) || isPlain(text, INVOICE_LINE_BOUNDS))) {
        return { text, tainted: false };
      }
      return { text: taggedText(text, random(), MAX_MESSAGE), tainted: true };
    },
  };
}
