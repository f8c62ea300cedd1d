import type { RiskClass } from '../terms.js';

/**
 * What the errors of an action prove, by their text. `…` stands for any words. A text that is in neither list was not
 * foreseen.
 */
export interface Errors {
  /** Documented errors after which certainly nothing was begun. */
  readonly nothingBegun: readonly string[];
  /** Documented errors after which part of the work, or all of it, may be done. */
  readonly leftOpen?: readonly string[];
  /** Who else speaks through the action: what they say is not known beforehand, and leaves open what was done. */
  readonly passesOn?: 'the server module' | 'the registrar' | 'servers and registrars' | 'the gateway';
}

/** WHMCS gives these for any action, before it looks at what is asked for. */
const OF_ANY_ACTION: readonly string[] = [
  'Invalid API Action: …',
  'The requested API Action could not be found…',
];

/** Work in several steps, money or records lost in it: what can be read of one step does not speak for the others. */
const IN_STEPS: readonly RiskClass[] = ['financial', 'destructive'];

/**
 * `refused`: nothing was begun. `open`: it may be done, whatever can be read of it. `unforeseen`: WHMCS's own work that
 * ended in an error nobody knows; what can be read decides.
 */
export type Proof = 'refused' | 'open' | 'unforeseen';

const folded = (text: string) => text.replace(/\s+/g, ' ').trim().replace(/\.$/, '').toLowerCase();

function fits(message: string, documented: string): boolean {
  const [head = '', ...tails] = folded(documented).split('…');
  const said = folded(message);
  return tails.length === 0 ? said === head : said.startsWith(head);
}

/** Whether an error that nobody foresaw leaves open what was done, whatever can be read. */
export const anyOtherIsOpen = (errors: Errors, risk: RiskClass): boolean =>
  errors.passesOn !== undefined || IN_STEPS.includes(risk);

/**
 * What an error that WHMCS itself told proves of the call that it answers. `isOfAction`: it refuses the action that was
 * called, and not one that a registrar, which may be a WHMCS too, was asked for.
 */
export function proofOf(errors: Errors, risk: RiskClass, message: string, isOfAction = true): Proof {
  const among = (texts: readonly string[] = []) => texts.some((text) => fits(message, text));
  if ((isOfAction && among(OF_ANY_ACTION)) || among(errors.nothingBegun)) return 'refused';
  return among(errors.leftOpen) || anyOtherIsOpen(errors, risk) ? 'open' : 'unforeseen';
}
