import type { Body, Tool, Toolset } from '../../catalog/index.js';
import { frozen } from '../../json/index.js';
import type { Clearance } from '../../whmcs/index.js';

/** A read, cleared. */
export interface Asked {
  readonly tool: Tool;
  readonly values: Readonly<Record<string, unknown>>;
  readonly clearance: Clearance;
}

/** Answers to lists that rarely change, for calls of any caller: the guard itself reads anew what it decides on. */
export interface KeptLists {
  /** The answer to the same question, if it is still good. Nobody can change it. */
  find(asked: Asked): Body | undefined;
  /** To be asked before a read is sent; what it returns keeps the answer, unless something may have changed it meanwhile. */
  keeper(asked: Asked): (answer: Body) => void;
  /** A write of a tool of that area is over, whatever came of it: forgets what it could change. */
  changedBy(toolset: Toolset): void;
}

export interface KeptListsPorts {
  /** How long an answer is good, in milliseconds; 0 keeps none. */
  keptMs: number;
  now(): Date;
  /** Milliseconds of a clock that never goes back. */
  elapsed?(): number;
}

/** Of JSON, in characters; what is longer is not kept, and the oldest go first. */
const MOST_CHARACTERS = 4_000_000;
const LONGEST = 1_000_000;

interface Kept {
  readonly body: Body;
  readonly characters: number;
  readonly unchangedBy: ReadonlySet<Toolset>;
  readonly at: number;
  readonly date: number;
}

const keepNothing = () => {};

export function createKeptLists({
  keptMs,
  now,
  elapsed = () => performance.now(),
}: KeptListsPorts): KeptLists {
  const lists = new Map<string, Kept>();
  /** How many writes of an area have ended. */
  const changes = new Map<Toolset, number>();
  let characters = 0;

  function forget(question: string): void {
    characters -= lists.get(question)?.characters ?? 0;
    lists.delete(question);
  }

  function keep(question: string, kept: Kept): void {
    forget(question);
    lists.set(question, kept);
    characters += kept.characters;
    for (const oldest of lists.keys()) {
      if (characters <= MOST_CHARACTERS) break;
      forget(oldest);
    }
  }

  /** By either clock: the one stands still while a machine sleeps, the other can be set. */
  const isGood = ({ at, date }: Kept) => elapsed() - at < keptMs && Math.abs(now().getTime() - date) < keptMs;

  /** Undefined for what is not kept. */
  function questionOf({ tool, values, clearance }: Asked): string | undefined {
    const rare = tool.rarelyChanges;
    return keptMs > 0 && rare !== undefined && rare.unless?.(values) !== true
      ? clearance.question
      : undefined;
  }

  /** Grows with each write that could change a list. */
  function stamp(unchangedBy: ReadonlySet<Toolset>): number {
    let sum = 0;
    for (const [toolset, count] of changes) if (!unchangedBy.has(toolset)) sum += count;
    return sum;
  }

  return {
    find(asked) {
      const question = questionOf(asked);
      if (question === undefined) return undefined;
      const kept = lists.get(question);
      if (kept === undefined || isGood(kept)) return kept?.body;
      forget(question);
      return undefined;
    },

    keeper(asked) {
      const question = questionOf(asked);
      if (question === undefined) return keepNothing;
      const unchangedBy: ReadonlySet<Toolset> = new Set(asked.tool.rarelyChanges?.unchangedBy);
      const before = stamp(unchangedBy);
      // From before the question: the answer may have been on its way for long.
      const [at, date] = [elapsed(), now().getTime()];
      return (body) => {
        const { length } = JSON.stringify(body);
        if (stamp(unchangedBy) !== before || length > LONGEST) return;
        keep(question, { body: frozen(body), characters: length, unchangedBy, at, date });
      };
    },

    changedBy(toolset) {
      changes.set(toolset, (changes.get(toolset) ?? 0) + 1);
      for (const [question, { unchangedBy }] of lists) if (!unchangedBy.has(toolset)) forget(question);
    },
  };
}
