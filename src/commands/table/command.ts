import type { Host } from '../host.js';
import { FLAGS, type FlagName, type Flags, flagUsage } from './flags.js';

/** A row of the table of commands: how it is typed, what it takes, and what it runs. */
export interface CommandRow<Name extends FlagName> {
  /** As it is typed, such as `audit show`; empty for what runs without any word. */
  readonly name: string;
  /** The first word alone means this command, too. */
  readonly isDefault?: true;
  /** Words after the name: `ID` must be there, `[CASES]` may be left out, `[REASON...]` takes all the rest. */
  readonly words?: readonly string[];
  readonly flags?: readonly Name[];
  /** Those of its flags that must be given. */
  readonly needs?: readonly Name[];
  /** One line for the help. */
  readonly about: string;
  /** The message where a word or a flag is missing. */
  readonly ask?: string;
  /** Resolves to the exit code. Throws a CommandError where it can't do what was asked. */
  run(host: Host, flags: Flags<Name>, words: readonly string[]): Promise<number>;
}

/** A command of the table, whatever flags it takes. */
export interface Command {
  readonly name: string;
  readonly isDefault: boolean;
  readonly words: readonly string[];
  readonly flags: readonly FlagName[];
  readonly needs: readonly FlagName[];
  readonly about: string;
  readonly ask: string | undefined;
  run(host: Host, flags: Flags<FlagName>, words: readonly string[]): Promise<number>;
}

/** Makes a command of its row: `run` is handed the flags that the row names, and a flag it does not name does not compile. */
export function command<const Name extends FlagName = never>(row: CommandRow<Name>): Command {
  const { name, isDefault = false, words = [], flags = [], needs = [], about, ask } = row;
  return {
    name,
    isDefault,
    words,
    flags,
    needs,
    about,
    ask,
    run: (host, given, rest) => row.run(host, given, rest),
  };
}

/** A command line that can't be understood; the message says how the command is typed. */
export class WrongUse extends Error {
  override readonly name = 'WrongUse';
}

/** A command as messages name it. */
export const nameOf = ({ name }: Pick<Command, 'name'>) => ['whmcs-mcp', name].filter(Boolean).join(' ');

/** How a command is typed, with everything it takes: `audit [list] [--days N]`. */
export function usageOf({ name, isDefault, words, flags, needs }: Command): string {
  const [first = '', ...more] = name.split(' ').filter(Boolean);
  const typed = isDefault ? [first, ...more.map((word) => `[${word}]`)] : [first, ...more];
  const shown = flags
    .filter((flag) => !('isUsual' in FLAGS[flag]))
    .map((flag) => (needs.includes(flag) ? flagUsage(flag) : `[${flagUsage(flag)}]`));
  return ['whmcs-mcp', ...typed, ...words, ...shown].filter(Boolean).join(' ');
}

/** How many words a command takes. */
export function wordsTaken({ words }: Command): { least: number; most: number } {
  const least = words.filter((word) => !word.startsWith('[')).length;
  return {
    least,
    most: words.some((word) => word.includes('...')) ? Number.POSITIVE_INFINITY : words.length,
  };
}
