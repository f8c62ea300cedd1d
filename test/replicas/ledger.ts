/** What a call was: a read, a write that nothing limits, one under a limit, one on a record that others want too, one that a person approved. */
export type Kind = 'read' | 'free' | 'limited' | 'contended' | 'approved';

/** One call as its client saw it. */
export interface Made {
  readonly kind: Kind;
  readonly caller: string;
  /** In the arguments of a write, and of no other; '' for a read. */
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly began: number;
  readonly ended: number;
  /** `done`, the code of a refusal, `http 503`, or `lost` where no answer came. */
  readonly outcome: string;
  /** What the agent was told; of a lost one, why. */
  readonly text: string;
}

/** A stretch of time in milliseconds since 1970. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** All calls of a run. */
export class Ledger {
  readonly made: Made[] = [];
  /** Whether writes were refused or lost, by caller, since when. */
  readonly #out = new Map<string, number>();
  #longestOutageMs = 0;
  #longestWriteOutageMs = 0;

  add(client: string, call: Made): void {
    this.made.push(call);
    this.#longestOutageMs = Math.max(this.#longestOutageMs, this.#outage(client, call, isUnanswered(call)));
    if (call.kind !== 'free') return;
    const isOut = isUnanswered(call) || isOfState(call);
    this.#longestWriteOutageMs = Math.max(
      this.#longestWriteOutageMs,
      this.#outage(`${client} writes`, call, isOut),
    );
  }

  /** The longest time in which one client got no answer at all, in milliseconds. */
  get longestOutageMs(): number {
    return Math.round(this.#longestOutageMs);
  }

  /** The longest time in which one client could write nothing, although no rule said so. */
  get longestWriteOutageMs(): number {
    return Math.round(this.#longestWriteOutageMs);
  }

  within({ from, to }: Span): Made[] {
    return this.made.filter(({ began, ended }) => began >= from && ended <= to);
  }

  /** Milliseconds that an outage has lasted which ends with this call; 0 where there was none. */
  #outage(key: string, { began, ended }: Made, isOut: boolean): number {
    const since = this.#out.get(key);
    if (isOut) {
      if (since === undefined) this.#out.set(key, began);
      return 0;
    }
    this.#out.delete(key);
    return since === undefined ? 0 : ended - since;
  }
}

const isUnanswered = ({ outcome }: Made) => outcome === 'lost' || outcome === 'http 503';

/** Refused because the state could not be had. */
export const isOfState = ({ outcome, text }: Pick<Made, 'outcome' | 'text'>): boolean =>
  (outcome === 'http 503' && text.includes('The state that holds the tokens can not be read')) ||
  (outcome === 'internal' && text.includes("The guard can't read or write its own state")) ||
  (outcome === 'rate_limited' && text.includes("kept the guard's state busy"));

export function countBy<T>(all: readonly T[], keyOf: (one: T) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const one of all) counts[keyOf(one)] = (counts[keyOf(one)] ?? 0) + 1;
  return counts;
}
