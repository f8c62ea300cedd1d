import type { StoredEntry } from '../../store/index.js';
import { type ChainFault, ChainWalk } from '../chain/chain-walk.js';
import type { ChainVerdict } from '../chain/verify.js';

/** Members of a line and their types, in order. */
type LineShape = Readonly<Record<string, 'number' | 'string'>>;
type LineOf<S extends LineShape> = { readonly [K in keyof S]: S[K] extends 'number' ? number : string };

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

/** Parses a line written exactly as an export writes it: another spelling of the same value is a change, too. */
function parseLine<S extends LineShape>(line: string, shape: S): LineOf<S> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || JSON.stringify(value) !== line) return undefined;
  const members = Object.entries(value);
  const names = Object.keys(shape);
  const fits =
    members.length === names.length &&
    members.every(([name, inner], index) => name === names[index] && typeof inner === shape[name]);
  return fits ? (value as LineOf<S>) : undefined;
}

/** Checks one export line by line. */
class ExportReader {
  readonly #wanted: readonly number[];
  readonly #hashes = new Map<number, string>();
  #walk: ChainWalk | undefined;
  #after = 0;
  #waiting: StoredEntry[] = [];
  #lines = 0;
  #ended = false;

  constructor(wanted: readonly number[]) {
    this.#wanted = wanted;
  }

  take(line: string): ChainFault | undefined {
    this.#lines += 1;
    if (this.#walk === undefined) return this.#begin(line);
    if (this.#ended) return this.#spoilt('comes after the last one.');
    const entry = parseLine(line, ENTRY);
    if (entry === undefined) return this.#check(this.#walk) ?? this.#finish(line, this.#walk);
    this.#waiting.push(entry);
    return this.#waiting.length < BATCH ? undefined : this.#check(this.#walk);
  }

  /** The verdict; `rest` is what follows the last line break. */
  end(rest: string): ChainVerdict {
    const fault = this.#walk && this.#check(this.#walk);
    if (fault !== undefined) return fault;
    if (this.#walk === undefined || !this.#ended || rest !== '') {
      const last = this.#walk?.last.seq ?? 0;
      const message = `The file ends after entry ${last}, without the line that ends an export: it was cut off.`;
      return { ok: false, seq: last + 1, kind: 'missing', message };
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

  #begin(line: string): ChainFault | undefined {
    const start = parseLine(line, START);
    if (start?.journal !== 1) return this.#spoilt('is not the first of an export by whmcs-mcp.');
    this.#after = start.after;
    this.#walk = new ChainWalk({ seq: start.after, hash: start.hash });
    if (start.after > 0) this.#hashes.set(start.after, start.hash);
    return undefined;
  }

  #check(walk: ChainWalk): ChainFault | undefined {
    const entries = this.#waiting;
    this.#waiting = [];
    for (const { seq, hash } of entries) if (this.#wanted.includes(seq)) this.#hashes.set(seq, hash);
    return walk.check(entries);
  }

  #finish(line: string, { last }: ChainWalk): ChainFault | undefined {
    const end = parseLine(line, END);
    if (end === undefined) return this.#spoilt('is not as it was exported.');
    if (end.end !== last.seq || end.hash !== last.hash) {
      return this.#spoilt(`ends the export after entry ${end.end}, and entry ${last.seq} is the last in it.`);
    }
    this.#ended = true;
    return undefined;
  }

  #spoilt(problem: string): ChainFault {
    const seq = (this.#walk?.last.seq ?? 0) + 1;
    return { ok: false, seq, kind: 'changed', message: `Line ${this.#lines}, at entry ${seq}, ${problem}` };
  }
}

/**
 * Checks an exported file on its own, as `verify` does the journal. The hash before its first entry is taken from the
 * file's first line; only a checkpoint or the journal shows that it was right.
 */
export async function verifyExport(
  pieces: AsyncIterable<string>,
  wanted: readonly number[] = [],
): Promise<ChainVerdict> {
  const reader = new ExportReader(wanted);
  let rest = '';
  for await (const piece of pieces) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const fault = reader.take(line);
      if (fault !== undefined) return fault;
    }
  }
  return reader.end(rest);
}
