import type { Log } from '../../log.js';
import { type CallerAt, SEVERAL, type Store } from '../../store/index.js';
import type { Caller } from '../session.js';
import type { Found, Spell } from './distinctive.js';
import type { Spelled } from './spellings.js';

/** Values of clients that a caller has read, at most: some thousand clients. */
const MOST_VALUES = 20_000;
/** Values that are not written down yet, at most: a state that can't be written to must not fill the memory. */
const MOST_WAITING = 20_000;
/** Texts that are known to be written down, at most, and for how long: others may have replaced or emptied the state. */
const MOST_KNOWN = 8_000;
const KNOWN_FOR_MS = 60_000;
/** Longer texts are no values that come again and again. */
const LONGEST_KNOWN = 200;
/** So many are written at once, in a busy turn of the event loop too. */
const MOST_COLLECTED = 1_000;

/** The values of clients that callers were shown, and whose they are. Only digests are written down. */
export interface ShownValues {
  /** Takes what a caller is about to be shown: it counts from now on in this process, and in all others once `written`. */
  shownTo(caller: Caller): Found;
  /** Whose the values are, of those that belong to one: by `ownerKey`. Rejects with a StoreFault. */
  ownersOf(caller: Caller, spelled: Iterable<Spelled>): Promise<ReadonlySet<string>>;
  /** Resolves once all is written down that was shown, or the state took no more of it. Never rejects. */
  written(): Promise<void>;
}

export interface ShownValuesPorts {
  store(): Promise<Store>;
  of(caller: Pick<Caller, 'name'>): CallerAt;
  digest(text: string): string;
  /** An owner as it is written down: the id of a client, or the digest of an address. */
  ownerKey(owner: string): string;
  log: Log;
  now(): Date;
}

/** A text that was shown before: undefined digest for one that is no value. */
interface Known {
  readonly digest: string | undefined;
  owner?: string;
}

type KnownTexts = Map<Spell, Map<string, Known>>;

/** Owners by digest, by the name of the caller. */
class Batch {
  readonly #byCaller = new Map<string, Map<string, string>>();
  size = 0;

  add(caller: string, digest: string, owner: string): void {
    const owners = this.#byCaller.get(caller) ?? new Map<string, string>();
    this.#byCaller.set(caller, owners);
    const before = owners.get(digest);
    if (before === undefined) this.size += 1;
    owners.set(digest, before === undefined || before === owner ? owner : SEVERAL);
  }

  addAll(other: Batch): void {
    for (const [caller, owners] of other)
      for (const [digest, owner] of owners) this.add(caller, digest, owner);
  }

  of(caller: string): ReadonlyMap<string, string> | undefined {
    return this.#byCaller.get(caller);
  }

  [Symbol.iterator]() {
    return this.#byCaller[Symbol.iterator]();
  }
}

export function createShownValues(ports: ShownValuesPorts): ShownValues {
  const { store, of, digest, ownerKey, log, now } = ports;
  let known = new Map<string, KnownTexts>();
  let knownTexts = 0;
  let knownSince = 0;
  let waiting = new Batch();
  let beingWritten = new Batch();
  let writing: Promise<void> | undefined;

  function forget(): void {
    known = new Map();
    knownTexts = 0;
    knownSince = now().getTime();
  }

  function drop(): void {
    waiting = new Batch();
    forget();
  }

  function textsOf(caller: string): KnownTexts {
    const texts = known.get(caller) ?? new Map<Spell, Map<string, Known>>();
    known.set(caller, texts);
    return texts;
  }

  function learn(caller: string, spell: Spell, text: string): Known {
    const spelled = spell(text);
    const learnt: Known = { digest: spelled === undefined ? undefined : digest(spelled) };
    if (text.length > LONGEST_KNOWN) return learnt;
    if (knownTexts >= MOST_KNOWN) forget();
    knownTexts += 1;
    const texts = textsOf(caller);
    const ofKind = texts.get(spell) ?? new Map<string, Known>();
    texts.set(spell, ofKind);
    ofKind.set(text, learnt);
    return learnt;
  }

  function show(caller: string, one: Known, owner: string): void {
    // A value of several stays one whoever has it next.
    if (one.digest === undefined || one.owner === owner || one.owner === SEVERAL) return;
    one.owner = one.owner === undefined ? owner : SEVERAL;
    if (waiting.size >= MOST_WAITING) drop();
    waiting.add(caller, one.digest, ownerKey(owner));
    if (waiting.size >= MOST_COLLECTED) void write();
  }

  async function writeBatch(): Promise<void> {
    beingWritten = waiting;
    waiting = new Batch();
    const rules = { onRepeat: 'several', most: MOST_VALUES } as const;
    try {
      for (const [caller, owners] of beingWritten) {
        const entries = [...owners].map(([key, value]) => ({ key, value }));
        await (await store()).callerMemory.keep(of({ name: caller }), 'value', entries, rules, now());
      }
    } catch (error) {
      // What can't be remembered keeps nobody from reading. It is tried again at the next read.
      log('error', 'seen.unkept', { error });
      if (beingWritten.size + waiting.size < MOST_WAITING) waiting.addAll(beingWritten);
      else drop();
    }
    beingWritten = new Batch();
  }

  function write(): Promise<void> {
    writing ??= writeBatch().finally(() => {
      writing = undefined;
    });
    return writing;
  }

  return {
    shownTo({ name }) {
      if (now().getTime() - knownSince > KNOWN_FOR_MS) forget();
      return (spell, text, owner) =>
        show(name, known.get(name)?.get(spell)?.get(text) ?? learn(name, spell, text), owner);
    },

    async ownersOf(caller, spelled) {
      const keys = [...spelled].map(digest);
      // Looked at before the state is: what is written down meanwhile leaves the memory.
      const held = [waiting.of(caller.name), beingWritten.of(caller.name)].map(
        (owners) => new Map(keys.flatMap((key) => (owners?.has(key) ? [[key, owners.get(key)]] : []))),
      );
      const found = await (await store()).callerMemory.find(of(caller), 'value', keys);
      const owners = new Set<string>();
      for (const key of keys) {
        const its = new Set([found, ...held].flatMap((one) => one.get(key) ?? []));
        const [only] = its;
        if (its.size === 1 && only !== undefined && only !== SEVERAL) owners.add(only);
      }
      return owners;
    },

    async written() {
      await writing;
      if (waiting.size > 0) await write();
    },
  };
}
