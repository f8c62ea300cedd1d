import type { ListForm, Redact } from '../terms.js';
import { withholdCustomFields } from './credentials/custom-fields.js';
import { createWithholder } from './credentials/withhold.js';
import { markOutsiders, shortenTexts } from './marks/mark-outsiders.js';
import { INVOICE_LINE_BOUNDS, isInert, isPlain } from './marks/plain-text.js';
import { taggedText } from './marks/tags.js';
import { redactPersonal } from './personal/redact.js';
import { cutRoughly, cutToSize, type InnerPage } from './size/fit.js';
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
}

export interface Presented {
  /** Plain JSON. */
  value: unknown;
  /** Some text could hold an instruction; policies see it as `session.tainted`. */
  tainted: boolean;
}

export interface Presenter {
  /** A result as callers may see it. Changes nothing of what it is given. */
  present(result: unknown, options: PresentOptions): Presented;
  /** A message of WHMCS's, of a module or of a registrar, fit to be quoted. */
  presentText(message: string): { text: string; tainted: boolean };
}

/** Messages are read between other sentences. */
const MAX_MESSAGE = 1_000;

/** Lengths to which texts are shortened, one after the other, while a result is too large with one item per list. */
const TEXT_LIMITS = [2_000, 400, 80];

const TOO_LARGE =
  'WHMCS answered; what it sent is too large to be shown, even in parts. Ask for less at a time (limitnum, fields), or look in WHMCS itself.';

const recordOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : { value };

/** Our own words beside a marked result; a `note` of somebody else's steps aside. */
function withNote(marked: Record<string, unknown>, words: string | undefined): Record<string, unknown> {
  if (words === undefined) return marked;
  const { note: theirs, ...rest } = marked;
  return { ...rest, ...(theirs === undefined ? {} : { note_: theirs }), note: words };
}

/**
 * The only way of results to callers. The order matters, since each stage would hide from the next what it looks for:
 * decode entities and strip invisible characters, redact personal data, withhold credentials, mark outsiders' text, cut
 * to size, put lists under one header. The rough cut comes before all that is costly.
 */
export function createPresenter({
  secrets,
  customFieldsShown = [],
  lists = 'objects',
  random,
}: PresenterOptions): Presenter {
  const withhold = createWithholder(secrets);
  const fieldsShown = new Set(customFieldsShown);

  return {
    present(result, { action, redact, words, page, max = MAX_TOKENS }) {
      const limit = { action, page, max };
      const disguised = new Set<string>();
      const { value: rough, ...cuts } = cutRoughly(recordOf(normalize(result, disguised)), limit);
      const open = withhold(redactPersonal(withholdCustomFields(rough, fieldsShown), redact));
      const id = random();
      const { value: marked, tainted } = markOutsiders(open, { action, id, disguised });
      let { value, fits } = cutToSize(withNote(marked, words), cuts, limit);
      for (const length of TEXT_LIMITS) {
        if (fits) break;
        value = shortenTexts(value, id, length);
        fits = tokensOf(JSON.stringify(value)) <= max;
      }
      if (!fits) return { value: { note: TOO_LARGE }, tainted };
      return { value: lists === 'table' ? tabulateLists(value) : value, tainted };
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
