import type { Redact } from '../terms.js';
import { createWithholder } from './credentials/withhold.js';
import { cutTexts, markOutsiders, markText } from './marks/mark-outsiders.js';
import { isInert, isPlain, LINE } from './marks/plain-text.js';
import { redactPersonal } from './personal/redact.js';
import { cutRoughly, cutToSize, type InnerPage } from './size/fit.js';
import { MAX_TOKENS, tokensOf } from './size/tokens.js';
import { clean } from './text/normalize.js';
import { isOwnSentence } from './whmcs-sentences.js';

export interface PresenterOptions {
  /** Our own credentials. */
  secrets: readonly string[];
  /** A new id for the marks of each reply, of six or more digits or small letters that nobody can foresee. */
  random(): string;
}

export interface PresentOptions {
  /** The WHMCS action that was called. */
  action: string;
  /** As the policy says. */
  redact: Redact;
  /** Sentences of this program's own that stand in the result, each whole. */
  ours?: readonly string[];
  /** The list inside a record that the caller pages through, if one was asked for. */
  page?: InnerPage;
  /** Most tokens of the result as JSON. */
  max?: number;
}

export interface Presented {
  /** Plain JSON. */
  value: unknown;
  /** Text came in that could hold an order: what `session.tainted` tells policies. */
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

/** Where a result does not fit with its lists cut to one item each, its texts are cut further. */
const TEXT_LIMITS = [2_000, 400, 80];

const TOO_LARGE =
  'WHMCS answered; what it sent is too large to be shown, even in parts. Ask for less at a time (limitnum, fields), or look in WHMCS itself.';

const recordOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : { value };

/**
 * The one way of results to callers. In this order, since each step would hide from the next what it looks for: entities
 * decoded once, what is invisible taken out, personal data redacted, credentials withheld, outsiders' text marked, all
 * of it cut to size. Only what could not fit in any case goes first.
 */
export function createPresenter({ secrets, random }: PresenterOptions): Presenter {
  const withhold = createWithholder(secrets);

  return {
    present(result, { action, redact, ours = [], page, max = MAX_TOKENS }) {
      const sizing = { action, page, max };
      const { value: rough, ...before } = cutRoughly(recordOf(clean(result)), sizing);
      const shown = withhold(redactPersonal(rough, redact));
      const id = random();
      const { value: marked, tainted } = markOutsiders(shown, { action, id, ours });
      let { value, fits } = cutToSize(marked, before, sizing);
      for (const limit of TEXT_LIMITS) {
        if (fits) break;
        value = cutTexts(value, id, limit);
        fits = tokensOf(JSON.stringify(value)) <= max;
      }
      return { value: fits ? value : { note: TOO_LARGE }, tainted };
    },

    presentText(message) {
      const said = withhold(clean(message) as string);
      if (isInert(said) || isOwnSentence(said) || isPlain(said, LINE)) return { text: said, tainted: false };
      return { text: markText(said, random(), MAX_MESSAGE), tainted: true };
    },
  };
}
