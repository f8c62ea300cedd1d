import { mapItems, mapMembers, renameMembers } from '../../json/index.js';
import { secretRemover } from '../../secret-spellings.js';
import { WITHHELD } from '../../terms.js';
import { memoizedByName } from '../name-memo.js';
import { changeInnerJson } from '../text/inner-json.js';
import { createCredentialNames } from './by-field-name.js';
import { withholdByFormat } from './by-format.js';
import { withholdEncoded } from './encoded.js';
import { withholdInKeyValues } from './in-key-values.js';
import { withholdInPhp } from './in-php.js';
import { withholdInProse } from './in-prose.js';
import { labelsOf, namesOf } from './label-keys.js';

/** An encoded text may hold an encoded text. Nobody sends what has to be decoded more often by accident. */
const MAX_LAYERS = 3;
/** A text that still changes after so many rounds is withheld whole. */
const MAX_ROUNDS = 6;

/** Signs and words of which every credential has one about it; most fields of most records have none. */
const ASCII_HINTS =
  /[:=%\\<{[$]|&[#a-z]|[\w+/-]{16}|pass|wort|pwd?|pin|puk|otp|cv[vc]|srf|code|key|info|secret|token|credential|bearer|contrase|senha|wacht|senord|-[puaw]|--|['|]|\(|login|iban|mdp|clave|haslo|heslo|jelsz|sifre|parola|mot|salasana|adgang|kodeord|geslo|lozinka|zaporka|sandi|zahl|daten/i;
const HINTS_ELSEWHERE =
  /парол|密|パス|hasło|şifre|khẩu|доступ|κωδ|סיס|كلمة|비밀|암호|口令|暗|รหัส|\p{Default_Ignorable_Code_Point}/u;
/** The same for texts that have more than ASCII, in which a letter may be another's capital. */
const HINTS = new RegExp(`${ASCII_HINTS.source}|${HINTS_ELSEWHERE.source}`, 'iu');
const ASCII = /^[\n -~]*$/;
const DATE_OR_NUMBER = /^[\d .:/-]{0,40}$/;
const CARD_GROUPS = /\d(?:[ .,_/·*\u00a0-]{0,3}\d){13}/;

/** A quick look that spares most texts the search. */
const mayHoldCredential = (text: string) =>
  (!DATE_OR_NUMBER.test(text) && (ASCII.test(text) ? ASCII_HINTS : HINTS).test(text)) ||
  CARD_GROUPS.test(text);

/** Takes the credentials out of a value and returns the rest in the same shape. */
export type Withhold = <T>(value: T) => T;

/** What may still be decoded of one text: encodings that branch must not make the search endless. */
interface DecodingBudget {
  characters: number;
}

const budgetFor = (text: string): DecodingBudget => ({ characters: 30 * text.length + 100_000 });

/**
 * Makes a function that replaces with `[withheld]`, at any depth and in texts that are JSON or PHP's serialize(): the
 * values of fields that are named or labelled like a credential; credentials that a text spells out or that their
 * format gives away, also encoded; and our own secrets in every spelling. Keys stay, so that a caller sees that a
 * value is there. What nothing is taken from is returned as it is, and not copied.
 */
export function createWithholder(secrets: readonly string[]): Withhold {
  const withoutOwnSecrets = secretRemover(secrets, WITHHELD);
  const isCredential = createCredentialNames();

  function withholdText(text: string): string {
    if (!mayHoldCredential(text)) return withoutOwnSecrets(text);
    let open = text;
    // Removing what stood between two pieces may bring them together.
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const before = open;
      open = withholdLayer(before, 0, budgetFor(before));
      if (open === before) return open;
    }
    return WITHHELD;
  }

  function withholdLayer(text: string, depth: number, budget: DecodingBudget): string {
    const json = changeInnerJson(text, withholdValue, WITHHELD) ?? text;
    const unnamed = withholdInKeyValues(withholdInPhp(withoutOwnSecrets(json), isCredential), isCredential);
    const open = withholdByFormat(withholdInProse(unnamed));
    if (depth === MAX_LAYERS) return open;
    return withholdEncoded(open, WITHHELD, (decoded) => {
      budget.characters -= decoded.length;
      // Unread text is taken for a credential.
      return budget.characters < 0 || withholdLayer(decoded, depth + 1, budget) !== decoded;
    });
  }

  const withholdName = memoizedByName(withholdText);

  function withholdValue(value: unknown): unknown {
    if (typeof value === 'string') return withholdText(value);
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return mapItems(value, withholdValue);
    const labels = labelsOf(value);
    const open = mapMembers(value, (inner, key) => {
      const shown = withholdValue(inner);
      const isNamed = namesOf(key, labels).some(
        (name) => isCredential(name, inner) || isCredential(name, shown),
      );
      return isNamed ? WITHHELD : shown;
    });
    return renameMembers(open, withholdName);
  }

  return <T>(value: T) => withholdValue(value) as T;
}

/**
 * Makes a function that takes our own secrets out of a value, and nothing else: for what the agent itself wrote, which
 * people have to see as it will be sent.
 */
export function createOwnWithholder(secrets: readonly string[]): Withhold {
  const withoutOwnSecrets = secretRemover(secrets, WITHHELD);
  function without(value: unknown): unknown {
    if (typeof value === 'string') return withoutOwnSecrets(value);
    if (Array.isArray(value)) return value.map(without);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [withoutOwnSecrets(key), without(inner)]),
    );
  }
  return <T>(value: T) => without(value) as T;
}
