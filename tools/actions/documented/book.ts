import { lettersOf } from '../../../src/catalog/actions/index.js';
import {
  type ActionParameter,
  classOfAction,
  type DeclaredAction,
  whyNever,
} from '../../../src/catalog/index.js';
import { once } from '../../../src/once.js';
import { nearest } from '../../../src/spelling.js';
import type { AreaName, Effect, ExtraSet, RiskClass } from '../../../src/terms.js';
import { ABOUT } from './about.js';
import readDocumented from './documented.ts?file';

/** A tool of this server that calls an action. */
export interface CallingTool {
  readonly name: string;
  readonly about: string;
  /** The extra set that it is of; left out, the usual tools. */
  readonly set?: ExtraSet;
}

/** An action that may be called: a documented one, or one of an addon module that the operator declares. */
export interface Action {
  readonly name: string;
  readonly about: string;
  readonly group: string;
  readonly risk: RiskClass;
  readonly params: readonly ActionParameter[];
  /** Names of what it answers. */
  readonly answers: readonly string[];
  /** Errors that the documentation or the operator names. */
  readonly errors: readonly string[];
  /** The tools that call it with look-ups and previews of their own: it is called by them alone. */
  readonly tools: readonly CallingTool[];
  /** What the operator says of it; undefined for a documented one. */
  readonly declared?: { readonly area: AreaName; readonly effects: readonly Effect[] | undefined };
}

/** The name by which policies, requests and the journal know a call of an action that has no tool of its own. */
export const toolOf = (action: string) => `action:${action}`;

type Described = Omit<Action, 'name' | 'about' | 'risk' | 'declared'>;

/** What a name says in words: `AddBannedIp` is "add banned ip". */
export const wordsIn = (name: string) =>
  name
    .replace(/([a-z0-9])(?=[A-Z])/g, '$1 ')
    .replace(/([A-Z])(?=[A-Z][a-z])/g, '$1 ')
    .toLowerCase();

const sentence = (words: string) => `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;

/** What a name of an action means; `never` is the reason why nobody calls it. */
export type Meaning =
  | { readonly action: Action }
  | { readonly never: string; readonly name: string }
  | { readonly nearest: string | undefined };

/** The actions that may be called. */
export interface Book {
  /** By their name. */
  readonly actions: ReadonlyMap<string, Action>;
  /**
   * The action that a name means, in whatever letter case, with whatever stands between its letters, and with letters of other
   * alphabets that look alike. What is called goes by our own spelling.
   */
  meaningOf(name: string): Meaning;
}

const documented = () => readDocumented() as Readonly<Record<string, Described>>;

const documentedActions: () => readonly Action[] = once(() =>
  Object.entries(documented()).flatMap(([name, described]) => {
    const risk = classOfAction(name);
    if (risk === undefined) return [];
    const about = ABOUT[name] ?? described.tools[0]?.about ?? sentence(wordsIn(name));
    return [{ ...described, name, about, risk }];
  }),
);

/** An action of an addon module as the documented ones are described. */
export const declaredAction = ({
  name,
  about,
  risk,
  params,
  area,
  effects,
  refusals,
}: DeclaredAction): Action => ({
  name,
  about,
  group: 'Addon module',
  risk,
  params,
  answers: [],
  errors: refusals,
  tools: [],
  declared: { area, effects },
});

/** The documented actions, and those that the operator declares beside them. */
export function bookWith(declared: readonly DeclaredAction[]): Book {
  const actions = new Map(
    [...documentedActions(), ...declared.map(declaredAction)].map((action) => [action.name, action]),
  );
  const names = [...new Set([...Object.keys(documented()), ...actions.keys()])];
  return {
    actions,
    meaningOf(name) {
      const letters = lettersOf(name);
      const meant = names.find((one) => one.toLowerCase() === letters);
      if (meant === undefined)
        return {
          nearest: nearest(
            name,
            names.filter((one) => whyNever(one) === undefined),
          ),
        };
      const never = whyNever(meant);
      if (never !== undefined) return { never, name: meant };
      const action = actions.get(meant);
      return action === undefined ? { nearest: undefined } : { action };
    },
  };
}

/** The documented ones alone. */
export const documentedBook: () => Book = once(() => bookWith([]));
