import type { StoredEntry } from '../../store/index.js';
import { type Fault, Walk } from '../chain/chain-walk.js';
import type { Verdict } from '../chain/verify.js';

type Shape = Readonly<Record<string, 'number' | 'string'>>;
type Of<S extends Shape> = { readonly [K in keyof S]: S[K] extends 'number' ? number : string };

const START = { journal: 'number', after: 'number', hash: 'string' } as const;
const END = { end: 'number', hash: 'string' } as const;
const ENTRY = {
  seq: 'number',
  at: 'number',
  kind: 'string',
  call: 'string',
  body: 'string',
  hash: 'string',
} as const;

const BATCH = 1_000;

/** A line that is written exactly as an export writes it: another spelling of the same is a change, too. */
function lineAs<S extends Shape>(line: string, shape: S): Of<S> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || JSON.stringify(value) !== line) return undefined;
  const found = Object.entries(value);
  const names = Object.keys(shape);
  const fits =
    found.length === names.length &&
    found.every(([name, inner], index) => name === names[index] && typeof inner === shape[name]);
  return fits ? (value as Of<S>) : undefined;
}

/** Takes one export line by line. */
class Reader {
  readonly #wanted: readonly number[];
  readonly #hashes = new Map<number, string>();
  #walk: Walk | undefined;
  #after = 0;
  #waiting: StoredEntry[] = [];
  #lines = 0;
  #ended = false;

  constructor(wanted: readonly number[]) {
    this.#wanted = wanted;
  }

  take(line: string): Fault | undefined {
    this.#lines += 1;
    if (this.#walk === undefined) return this.#begin(line);
    if (this.#ended) return this.#spoilt('comes after the last one.');
    const entry = lineAs(line, ENTRY);
    if (entry === undefined) return this.#check(this.#walk) ?? this.#finish(line, this.#walk);
    this.#waiting.push(entry);
    return this.#waiting.length < BATCH ? undefined : this.#check(this.#walk);
  }

  /** What was found; `rest` stands after the last line break. */
  end(rest: string): Verdict {
    const found = this.#walk && this.#check(this.#walk);
    if (found !== undefined) return found;
    if (this.#walk === undefined || !this.#ended || rest !== '') {
      const last = this.#walk?.last.seq ?? 0;
      const says = `The file ends after entry ${last}, without the line that ends an export: it was cut off.`;
      return { ok: false, seq: last + 1, what: 'missing', says };
    }
    const { seq, hash } = this.#walk.last;
    const entries = seq - this.#after;
    return {
      ok: true,
      entries,
      from: entries === 0 ? 0 : this.#after + 1,
      to: seq,
      hash,
      hashes: this.#hashes,
    };
  }

  #begin(line: string): Fault | undefined {
    const start = lineAs(line, START);
    if (start?.journal !== 1) return this.#spoilt('is not the first of an export by whmcs-mcp.');
    this.#after = start.after;
    this.#walk = new Walk({ seq: start.after, hash: start.hash });
    if (start.after > 0) this.#hashes.set(start.after, start.hash);
    return undefined;
  }

  #check(walk: Walk): Fault | undefined {
    const entries = this.#waiting;
    this.#waiting = [];
    for (const { seq, hash } of entries) if (this.#wanted.includes(seq)) this.#hashes.set(seq, hash);
    return walk.over(entries);
  }

  #finish(line: string, { last }: Walk): Fault | undefined {
    const end = lineAs(line, END);
    if (end === undefined) return this.#spoilt('is not as it was exported.');
    if (end.end !== last.seq || end.hash !== last.hash) {
      return this.#spoilt(`ends the export after entry ${end.end}, and entry ${last.seq} is the last in it.`);
    }
    this.#ended = true;
    return undefined;
  }

  #spoilt(says: string): Fault {
    const seq = (this.#walk?.last.seq ?? 0) + 1;
    return { ok: false, seq, what: 'changed', says: `Line ${this.#lines}, at entry ${seq}, ${says}` };
  }
}

/**
 * Checks an exported file on its own, as `verify` does the journal. What came before its first entry it takes from the
 * file's first line; whether that was so, a checkpoint or the journal tells.
 */
export async function verifyExport(
  pieces: AsyncIterable<string>,
  wanted: readonly number[] = [],
): Promise<Verdict> {
  const reader = new Reader(wanted);
  let rest = '';
  for await (const piece of pieces) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const found = reader.take(line);
      if (found !== undefined) return found;
    }
  }
  return reader.end(rest);
}
