import type { EffectOf } from '../../catalog/index.js';
import { isPlainValue } from '../../output/index.js';
import type { GuardEffect } from '../decision/effects.js';
import { textsIn } from './said.js';

/** Where to go or to pay: an address of the web or of mail, an account number, a wallet. No name needs one. */
const LEADS_SOMEWHERE =
  /https?:|www\.|@|\b[a-z\d-]{3,}\.(?:[a-z\d-]{2,}\.)*[a-z]{2,}\b|\b[A-Za-z]{2}\d{2}(?:[ .-]?[A-Za-z\d]{4}){3}|\b(?=[a-z]*\d)[A-Za-z\d]{20,}/;

const isMessage = (text: string) => !isPlainValue(text.trim()) || LEADS_SOMEWHERE.test(text);

/**
 * `mail`: prose in a field that the client reads from then on, a salutation or a line of the address. It reaches the
 * client as a mail does, with the next invoice if not before.
 */
export const printedProse: GuardEffect = ({ tool, values }): EffectOf | undefined =>
  tool.printed.length === 0
    ? undefined
    : {
        effect: 'mail',
        of: () => tool.printed.some((name) => textsIn(values[name]).some(isMessage)),
      };
