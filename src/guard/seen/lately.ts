import type { Values } from '../../catalog/index.js';
import type { Caller } from '../session.js';

const MOST_RECIPIENTS = 500;
/** Texts of one recipient: a value in more pieces than that goes unseen. */
const MOST_TEXTS = 3;
/** Characters that are kept of a text, half of its beginning and half of its end. */
const MOST_KEPT = 4_000;

/** What left lately for whom. In this process alone: what was said to clients is written down nowhere but in the journal. */
export interface Lately {
  /** Whom a call reaches, kept until it leaves. */
  reaches(values: Values, addresses: readonly string[]): void;
  /** The call leaves, and says these texts. */
  left(caller: Caller, values: Values, texts: readonly string[]): void;
  /** What the caller said lately to any of the addresses, or to nobody knows whom; of each, the oldest first. */
  toldTo(caller: Caller, addresses: readonly string[]): readonly string[];
}

/** Stands for whoever a call reaches that nobody asked about: no rule wanted to know. */
const ANYBODY = '';

const cut = (text: string) =>
  text.length <= MOST_KEPT ? text : `${text.slice(0, MOST_KEPT / 2)}\n${text.slice(-MOST_KEPT / 2)}`;

export function createLately(): Lately {
  const reached = new WeakMap<Values, readonly string[]>();
  const told = new Map<string, readonly string[]>();
  const keyOf = ({ name }: Caller, address: string) => JSON.stringify([name, address]);

  return {
    reaches: (values, addresses) => void reached.set(values, addresses),

    left(caller, values, texts) {
      if (texts.length === 0) return;
      const text = cut(texts.join('\n'));
      for (const address of reached.get(values) ?? [ANYBODY]) {
        const key = keyOf(caller, address);
        const earlier = (told.get(key) ?? []).filter((one) => one !== text);
        // The newest come last, so that the first key is the one that was longest without a text.
        told.delete(key);
        told.set(key, [...earlier, text].slice(-MOST_TEXTS));
        const [oldest] = told.keys();
        if (told.size > MOST_RECIPIENTS && oldest !== undefined) told.delete(oldest);
      }
    },

    toldTo: (caller, addresses) => [
      ...new Set([ANYBODY, ...addresses].flatMap((address) => told.get(keyOf(caller, address)) ?? [])),
    ],
  };
}
