import type { CallView } from '../../../audit/index.js';
import { amountOf, sum } from '../../../decimal.js';
import { digits } from '../../../prose/index.js';

/** A day's calls in numbers. Sums are in the base currency, as decimal text. */
export interface Figures {
  readonly calls: number;
  readonly changes: number;
  readonly refused: number;
  readonly unknown: number;
  /** Of calls that were done. */
  readonly moved: string;
  /** Of those, by a person's yes. */
  readonly approved: string;
  /** Calls done, and refused or failed, by hour of the day in UTC. */
  readonly hours: readonly { readonly done: number; readonly other: number }[];
}

const HOURS = 24;

/** What was at stake in a call, as the guard judged it; undefined where it was not about money, or nobody knows. */
function stakeOf({ facts }: CallView) {
  const money = facts?.money;
  const amount = typeof money === 'object' && money !== null && 'amount' in money ? money.amount : undefined;
  return amountOf(amount);
}

const total = (calls: readonly CallView[]) => digits(sum(calls.flatMap((call) => stakeOf(call) ?? [])));

export function figuresOf(calls: readonly CallView[]): Figures {
  const changes = calls.filter(({ risk, state }) => risk !== 'read' && state === 'done');
  const hours = Array.from({ length: HOURS }, (_none, hour) => {
    const within = calls.filter(({ at }) => at.getUTCHours() === hour);
    const done = within.filter(({ state }) => state === 'done').length;
    return { done, other: within.length - done };
  });
  return {
    calls: calls.length,
    changes: changes.length,
    refused: calls.filter(({ state }) => state === 'refused').length,
    unknown: calls.filter(({ state }) => state === 'unknown').length,
    moved: total(changes),
    approved: total(changes.filter(({ approval }) => approval !== undefined)),
    hours,
  };
}
