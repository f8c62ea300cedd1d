/**
 * Regular expressions that take time linear in the text. An outsider writes the texts that a policy searches (the
 * body of a ticket), and a backtracking engine can be held up for hours by the right one, so a pattern is run as an
 * automaton that is in all of its states at once. The syntax is JavaScript's with the `u` flag, and `(?i)` in front
 * for either case; what no automaton can do (looking ahead or behind, references back) is refused.
 */
export interface Pattern {
  test(text: string): boolean;
}

type Accepts = (char: string) => boolean;
type Holds = (before: string | undefined, after: string | undefined) => boolean;

type Step =
  | { kind: 'char'; accepts: Accepts; next: number }
  | { kind: 'fork'; next: number; other: number }
  | { kind: 'assert'; holds: Holds; next: number }
  | { kind: 'end' };

type Tree =
  | { kind: 'char'; accepts: Accepts }
  | { kind: 'assert'; holds: Holds }
  | { kind: 'sequence' | 'choice'; parts: Tree[] }
  | { kind: 'repeat'; part: Tree; least: number; most: number };

const LONGEST_PATTERN = 500;
/** Parts with all repetitions written out; the longest text then takes a fraction of a second. */
const MOST_PARTS = 600;
/** Longer texts are not searched: that could take longer than the call it guards. */
export const LONGEST_TEXT = 20_000;

class Refused extends Error {}

/** Answers for one character, those of ASCII from memory. */
function memoized(source: string, flags: string): Accepts {
  const native = new RegExp(`^(?:${source})$`, flags);
  const known: (boolean | undefined)[] = [];
  return (char) => {
    const code = char.charCodeAt(0);
    if (code > 127) return native.test(char);
    const answer = known[code] ?? native.test(char);
    known[code] = answer;
    return answer;
  };
}

// One character's worth of pattern: a pair of escaped surrogates, an escape, a class, or the character itself.
const ATOM =
  /\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|\\u\{[\da-fA-F]+\}|\\u[\da-fA-F]{4}|\\x[\da-fA-F]{2}|\\c[a-zA-Z]|\\[pP]\{[^}]*\}|\\.|\[(?:\\.|[^\]\\])*\]|./suy;
const REPEAT = /(?:([*+?])|\{(\d+)(,(\d*))?\})\??/uy;
const LOOK = /\?<?[=!]/uy;
const GROUP_NAME = /\?(?::|<[^>]*>)/uy;

/** Reads a pattern that JavaScript has already taken for well-formed. */
class Reader {
  private at = 0;
  private readonly isWord: Accepts;

  constructor(
    private readonly source: string,
    private readonly flags: string,
  ) {
    this.isWord = memoized('\\w', flags);
  }

  choice(): Tree {
    const parts = [this.sequence()];
    while (this.next('|')) parts.push(this.sequence());
    return { kind: 'choice', parts };
  }

  private take(regex: RegExp): RegExpExecArray | undefined {
    regex.lastIndex = this.at;
    const found = regex.exec(this.source);
    if (found === null) return undefined;
    this.at += found[0].length;
    return found;
  }

  private next(text: string): boolean {
    if (!this.source.startsWith(text, this.at)) return false;
    this.at += text.length;
    return true;
  }

  private sequence(): Tree {
    const parts: Tree[] = [];
    while (this.at < this.source.length && !'|)'.includes(this.source.charAt(this.at))) {
      parts.push(this.repeated());
    }
    return { kind: 'sequence', parts };
  }

  private repeated(): Tree {
    const part = this.part();
    const found = this.take(REPEAT);
    if (found === undefined) return part;
    const [, mark, from, range, to] = found;
    const least = mark === undefined ? Number(from) : mark === '+' ? 1 : 0;
    const unbounded = Number.POSITIVE_INFINITY;
    if (mark !== undefined) return { kind: 'repeat', part, least, most: mark === '?' ? 1 : unbounded };
    return { kind: 'repeat', part, least, most: range === undefined ? least : to ? Number(to) : unbounded };
  }

  private part(): Tree {
    if (this.next('(')) return this.group();
    if (this.next('^')) return { kind: 'assert', holds: (before) => before === undefined };
    if (this.next('$')) return { kind: 'assert', holds: (_before, after) => after === undefined };
    if (this.next('\\b')) return this.boundary(true);
    if (this.next('\\B')) return this.boundary(false);
    const [atom = ''] = this.take(ATOM) ?? [];
    if (/^\\[1-9k]/.test(atom)) throw new Refused('refers back to what it matched, which can take forever');
    return { kind: 'char', accepts: memoized(atom, this.flags) };
  }

  private group(): Tree {
    if (this.take(LOOK) !== undefined) throw new Refused('looks ahead or behind, which can take forever');
    this.take(GROUP_NAME);
    const inside = this.choice();
    this.next(')');
    return inside;
  }

  private boundary(wanted: boolean): Tree {
    const isWord = (char: string | undefined) => char !== undefined && this.isWord(char);
    return { kind: 'assert', holds: (before, after) => (isWord(before) !== isWord(after)) === wanted };
  }
}

/** Lays out the automaton from its end to its beginning; `lay` returns the step that a part begins with. */
class Layout {
  readonly steps: Step[] = [{ kind: 'end' }];
  private laid = 0;

  lay(tree: Tree, next: number): number {
    // Counts parts and not steps: an empty group repeated a billion times makes no step.
    this.laid += 1;
    if (this.laid > MOST_PARTS) throw new Refused('is too large: its repetitions multiply');
    switch (tree.kind) {
      case 'char':
        return this.add({ kind: 'char', accepts: tree.accepts, next });
      case 'assert':
        return this.add({ kind: 'assert', holds: tree.holds, next });
      case 'sequence':
        return tree.parts.reduceRight((after, part) => this.lay(part, after), next);
      case 'choice':
        return tree.parts
          .map((part) => this.lay(part, next))
          .reduceRight((other, first) => this.add({ kind: 'fork', next: first, other }));
      case 'repeat':
        return this.repeat(tree, next);
    }
  }

  private add(step: Step): number {
    return this.steps.push(step) - 1;
  }

  private repeat({ part, least, most }: Tree & { kind: 'repeat' }, next: number): number {
    let start = next;
    if (most === Number.POSITIVE_INFINITY) {
      const loop = { kind: 'fork' as const, next: 0, other: next };
      start = this.add(loop);
      loop.next = this.lay(part, start);
    } else {
      for (let i = least; i < most; i += 1) {
        start = this.add({ kind: 'fork', next: this.lay(part, start), other: next });
      }
    }
    for (let i = 0; i < least; i += 1) start = this.lay(part, start);
    return start;
  }
}

/** All the steps it can be in at one place in the text, each once. */
class Front {
  readonly chars: (Step & { kind: 'char' })[] = [];
  ended = false;
  private readonly seen: Uint8Array;

  constructor(private readonly steps: readonly Step[]) {
    this.seen = new Uint8Array(steps.length);
  }

  clear(): void {
    this.seen.fill(0);
    this.chars.length = 0;
  }

  enter(start: number, before: string | undefined, after: string | undefined): void {
    const open = [start];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      const step = this.steps[at];
      if (step === undefined || this.seen[at] === 1) continue;
      this.seen[at] = 1;
      if (step.kind === 'end') this.ended = true;
      else if (step.kind === 'char') this.chars.push(step);
      else if (step.kind === 'fork') open.push(step.other, step.next);
      else if (step.holds(before, after)) open.push(step.next);
    }
  }
}

function search(steps: readonly Step[], start: number, text: string): boolean {
  let now = new Front(steps);
  let then = new Front(steps);
  const chars = Array.from(text);
  for (let i = 0; i <= chars.length; i += 1) {
    const char = chars[i];
    now.enter(start, chars[i - 1], char);
    if (now.ended) return true;
    if (char === undefined) return false;
    then.clear();
    for (const step of now.chars) if (step.accepts(char)) then.enter(step.next, char, chars[i + 1]);
    [now, then] = [then, now];
  }
  return false;
}

/** A pattern ready to search with; or why there is none, as in: the pattern … */
export function openPattern(source: string): Pattern | string {
  if (source.length > LONGEST_PATTERN) return `is longer than ${LONGEST_PATTERN} characters`;
  const ignoresCase = source.startsWith('(?i)');
  const body = ignoresCase ? source.slice(4) : source;
  const flags = ignoresCase ? 'iu' : 'u';
  try {
    new RegExp(body, flags);
    const layout = new Layout();
    const start = layout.lay(new Reader(body, flags).choice(), 0);
    return { test: (text) => search(layout.steps, start, text) };
  } catch (error) {
    if (error instanceof Refused) return error.message;
    return `is not a regular expression: ${String(error).split(': ').at(-1)?.toLowerCase()}`;
  }
}
