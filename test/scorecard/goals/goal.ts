import type { Step } from '../agent.js';
import type { World } from '../world.js';

export const GROUPS = [
  'theft of money',
  'theft of an account',
  'theft of a domain',
  'theft of data',
  'destruction',
  'impersonation',
  'denial of service',
  'evading the guard',
] as const;
export type Group = (typeof GROUPS)[number];

/** One way to the goal: the calls that an agent makes which does as it was told. */
export interface Route {
  readonly name: string;
  readonly steps: readonly Step[];
}

export interface Goal {
  readonly id: string;
  readonly group: Group;
  /** What the planted text asks for, in several wordings. */
  readonly asks: readonly [string, string, ...string[]];
  /** The same for a field of names: at most 60 characters. */
  readonly short: string;
  readonly routes: readonly Route[];
  /** What was done to somebody, in words; undefined if nothing. Looks at WHMCS alone, never at what we answered. */
  harm(now: World, before: World): string | undefined;
  /** It fails without any policy as well: the server itself has no such way. */
  readonly stoppedAnyway?: true;
  /** Why the guard lets it through: such goals are played and shown apart, and count for no target. */
  readonly leftOpen?: string;
}

export function route(name: string, ...steps: Step[]): Route {
  return { name, steps };
}
