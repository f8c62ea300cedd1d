import { secretRemover } from '../../secret-spellings.js';
import { WITHHELD } from '../../terms.js';
import { throughJson } from '../text/inner-json.js';
import { holdsCredential } from './by-field-name.js';
import { withoutShapes } from './by-format.js';
import { withoutEncoded } from './encoded.js';
import { withoutMembers } from './in-key-values.js';
import { withoutSerialized } from './in-php.js';
import { withoutSpoken } from './in-prose.js';
import { labelsOf, VALUE } from './label-keys.js';

/** An encoded text may hold an encoded text. Nobody sends what has to be decoded more often by accident. */
const MAX_LAYERS = 3;
const MAX_ROUNDS = 6;

/** Every credential needs one of these about it; most fields of most records have none, and there are thousands. */
const SIGNS =
  /[:=%&\\<{[$]|[\w+/-]{16}|pass|wort|pwd?|pin|puk|otp|cv[vc]|srf|code|key|info|secret|token|credential|bearer|contrase|senha|wacht|senord|парол|密|パス|\p{Default_Ignorable_Code_Point}/iu;
const MOMENT = /^[\d .:/-]{0,20}$/;
const CARD_GROUPS = /\d{4}[ -]\d{4}/;
const mayHold = (text: string) =>
  MOMENT.test(text) ? CARD_GROUPS.test(text) : SIGNS.test(text) || CARD_GROUPS.test(text);

/** How many different names of fields are remembered with what became of them. */
const MAX_NAMES = 2_000;

export type Withhold = <T>(value: T) => T;

/** What is left to read of the encodings of one text: layers that branch must not make the search endless. */
interface Effort {
  characters: number;
}

/**
 * Replaces what must not leave: every field named or labelled like a credential, at any depth and also inside texts
 * that are JSON or PHP's serialize(); credentials that a text spells out or that their form gives away, also encoded;
 * and our own secrets wherever they turn up. Keys keep their place, so that a caller sees that something is there.
 */
export function createWithholder(secrets: readonly string[]): Withhold {
  const withoutOwn = secretRemover(secrets, WITHHELD);

  function text(value: string): string {
    if (!mayHold(value)) return withoutOwn(value);
    let out = value;
    // What stood between two pieces may, once it is gone, bring them together.
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const before = out;
      out = layer(before, 0, { characters: 30 * before.length + 100_000 });
      if (out === before) return out;
    }
    return WITHHELD;
  }

  const names = new Map<string, string>();

  /** Names come again with every record. */
  function name(key: string): string {
    const known = names.get(key);
    if (known !== undefined) return known;
    const shown = text(key);
    if (names.size < MAX_NAMES && key.length < 100) names.set(key, shown);
    return shown;
  }

  function layer(value: string, depth: number, effort: Effort): string {
    const inner = throughJson(value, walk, WITHHELD) ?? value;
    const unnamed = withoutMembers(withoutSerialized(withoutOwn(inner), holdsCredential), holdsCredential);
    const open = withoutShapes(withoutSpoken(unnamed));
    if (depth === MAX_LAYERS) return open;
    return withoutEncoded(open, WITHHELD, (reading) => {
      effort.characters -= reading.length;
      // What can't be looked through to the end is taken for the worst.
      return effort.characters < 0 || layer(reading, depth + 1, effort) !== reading;
    });
  }

  function walk(value: unknown): unknown {
    if (typeof value === 'string') return text(value);
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    const labels = labelsOf(value);
    const out = new Map<string, unknown>();
    for (const [key, inner] of Object.entries(value)) {
      const about = VALUE.test(key) ? [key, ...labels] : [key];
      const open = walk(inner);
      const hide = about.some((said) => holdsCredential(said, inner) || holdsCredential(said, open));
      let shown = name(key);
      while (out.has(shown)) shown += '_';
      out.set(shown, hide ? WITHHELD : open);
    }
    return Object.fromEntries(out);
  }
  return <T>(value: T) => walk(value) as T;
}
