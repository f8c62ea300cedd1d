import type { Values } from './side-read.js';

/** A combination of arguments that can't be meant; `check` returns the sentence that refuses it. */
export interface Rule {
  check(args: Values): string | undefined;
}

const names = (list: readonly string[]) => list.join(' or ');
/** A flag that is false asks for nothing. */
const isGiven = (value: unknown) => value !== undefined && value !== false;
const given = (args: Values, list: readonly string[]) => list.filter((name) => isGiven(args[name]));

/** One of these, and not two. */
export function exactlyOne(...list: readonly string[]): Rule {
  return {
    check(args) {
      const found = given(args, list);
      if (found.length === 1) return undefined;
      return found.length === 0
        ? `give ${names(list)}`
        : `give only one of ${names(list)}: they may name different records`;
    },
  };
}

export function atMostOne(...list: readonly string[]): Rule {
  return {
    check: (args) => (given(args, list).length < 2 ? undefined : `give at most one of ${list.join(', ')}`),
  };
}

/** `name` makes sense only together with all of `others`. */
export function goesWith(name: string, ...others: readonly string[]): Rule {
  return {
    check(args) {
      if (!isGiven(args[name])) return undefined;
      const missing = others.filter((other) => !isGiven(args[other]));
      return missing.length === 0 ? undefined : `${name} needs ${missing.join(' and ')} as well`;
    },
  };
}

/** None of these twice. @param of what the arguments name, ids for one. */
export const eachOnce = (message: string, of: (args: Values) => readonly unknown[]): Rule =>
  refuse(message, (args) => {
    const all = of(args);
    return new Set(all).size !== all.length;
  });

/** Any other combination: refused with the message when `test` is true. */
export function refuse(message: string, test: (args: Values) => boolean): Rule {
  return { check: (args) => (test(args) ? message : undefined) };
}
