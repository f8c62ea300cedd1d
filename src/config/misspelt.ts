import { isTypoOf, nearest } from '../spelling.js';
import { isSwitch, SETTINGS } from './settings.js';

export interface ConfigProblem {
  variable: string;
  message: string;
}

type Env = Readonly<Record<string, string | undefined>>;

const NAMES: ReadonlySet<string> = new Set(Object.values(SETTINGS).map((setting) => setting.name));

/** A misspelt switch would leave a guard off without a word, so an unknown GUARD_ variable stops the start. */
export function wrongSwitches(env: Env): ConfigProblem[] {
  return Object.keys(env)
    .filter((name) => isSwitch(name) && !NAMES.has(name))
    .map((variable) => {
      const capitals = variable.toUpperCase();
      if (NAMES.has(capitals))
        return {
          variable,
          message: `is not read: switches are in capitals. Write ${capitals}, or remove it.`,
        };
      const guess = nearest(capitals, NAMES);
      return {
        variable,
        message: `there is no such switch.${guess ? ` Did you mean ${guess}?` : ''} Remove it or correct it.`,
      };
    });
}

/** The variable that a misspelt one means: it has all of its words, or nearly the same letters. */
function meant(name: string): string | undefined {
  const capitals = name.toUpperCase();
  const { identifier, secret } = SETTINGS;
  if (/^WHMCS_(API_)?(KEY|USER|USERNAME)$/.test(capitals)) return identifier.name;
  if (/^WHMCS_(API_)?PASSWORD$/.test(capitals)) return secret.name;
  const words = capitals.split('_');
  const longer = [...NAMES].filter((known) => words.every((word) => known.split('_').includes(word)));
  if (longer.length === 1) return longer[0];
  const guess = nearest(capitals, NAMES);
  // Other programs have variables that begin with MCP_, too.
  const isOther = guess !== undefined && capitals.startsWith('MCP_') && !isTypoOf(capitals, guess);
  return isOther ? undefined : guess;
}

/** Variables that may be meant for us and are not read. */
export function misspelt(env: Env): string[] {
  return Object.keys(env)
    .filter((name) => /^(?:whmcs|mcp)_/i.test(name) && !isSwitch(name) && !NAMES.has(name))
    .flatMap((name) => {
      const guess = meant(name);
      return guess === undefined ? [] : [`${name}: not read by whmcs-mcp. Did you mean ${guess}?`];
    });
}
