import { classOfAction, whyNever } from '../../../src/catalog/index.js';
import { nearest } from '../../../src/spelling.js';
import type { ExtraSet, RiskClass } from '../../../src/terms.js';
import { lettersOf } from '../spelling.js';
import { ABOUT } from './about.js';
import readDocumented from './documented.ts?file';

/** A parameter as the documentation describes it: `int`, `string`, `bool`, `float`, `array`, `int[]`, … */
export interface Parameter {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  /** How its value is written, or values that the documentation shows. */
  readonly format?: string;
}

/** A tool of this server that calls an action. */
export interface CallingTool {
  readonly name: string;
  readonly about: string;
  /** The extra set that it is of; left out, the usual tools. */
  readonly set?: ExtraSet;
}

/** An action that is documented and may be called. */
export interface Action {
  readonly name: string;
  readonly about: string;
  readonly group: string;
  readonly risk: RiskClass;
  readonly params: readonly Parameter[];
  /** Names of what it answers. */
  readonly answers: readonly string[];
  /** Errors that the documentation names. */
  readonly errors: readonly string[];
  /** The tools that call it with look-ups and previews of their own: it is called by them alone. */
  readonly tools: readonly CallingTool[];
}

/** The name by which policies, requests and the journal know a call of an action that has no tool of its own. */
export const toolOf = (action: string) => `action:${action}`;

type Described = Omit<Action, 'name' | 'about' | 'risk'>;

/** What a name says in words: `AddBannedIp` is "add banned ip". */
export const wordsIn = (name: string) =>
  name
    .replace(/([a-z0-9])(?=[A-Z])/g, '$1 ')
    .replace(/([A-Z])(?=[A-Z][a-z])/g, '$1 ')
    .toLowerCase();

const sentence = (words: string) => `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;

let read: ReadonlyMap<string, Action> | undefined;

/** All documented actions that may be called, by their name. */
export function book(): ReadonlyMap<string, Action> {
  read ??= new Map(
    Object.entries(readDocumented() as Readonly<Record<string, Described>>).flatMap(([name, described]) => {
      const risk = classOfAction(name);
      if (risk === undefined) return [];
      const about = ABOUT[name] ?? described.tools[0]?.about ?? sentence(wordsIn(name));
      return [[name, { ...described, name, about, risk }]];
    }),
  );
  return read;
}

/** What a name of an action means; `never` is the reason why nobody calls it. */
export type Meaning =
  | { readonly action: Action }
  | { readonly never: string; readonly name: string }
  | { readonly nearest: string | undefined };

/**
 * The action that a name means, in whatever letter case, with whatever stands between its letters, and with letters of other
 * alphabets that look alike. What is called goes by our own spelling.
 */
export function meaningOf(name: string): Meaning {
  const letters = lettersOf(name);
  const documented = Object.keys(readDocumented() as Readonly<Record<string, Described>>);
  const meant = documented.find((one) => one.toLowerCase() === letters);
  if (meant === undefined)
    return {
      nearest: nearest(
        name,
        documented.filter((one) => whyNever(one) === undefined),
      ),
    };
  const never = whyNever(meant);
  if (never !== undefined) return { never, name: meant };
  const action = book().get(meant);
  return action === undefined ? { nearest: undefined } : { action };
}
