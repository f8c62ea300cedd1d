import { parseArgs } from 'node:util';
import { plain } from '../../plain.js';
import { didYouMean } from '../../spelling.js';
import { type Command, nameOf, usageOf, WrongUse, wordsTaken } from './command.js';
import { FLAGS, type FlagName, type Flags, isFlag } from './flags.js';
import { COMMANDS } from './table.js';

/** A command line that was understood. */
export interface CommandLine {
  readonly command: Command;
  readonly flags: Flags<FlagName>;
  readonly words: readonly string[];
}

const EVERYTHING = 'whmcs-mcp help lists what there is.';

function misused(command: Command, message: string): WrongUse {
  const usage =
    command.name === ''
      ? EVERYTHING
      : `Usage: ${usageOf(command)}\nwhmcs-mcp help ${command.name} says more.`;
  return new WrongUse(`${nameOf(command)}: ${message}\n${usage}`);
}

/** The command that words begin with, and the words left. Throws a WrongUse. */
function commandOf(words: readonly string[]): { command: Command; rest: readonly string[] } {
  const [first = '', second] = words;
  const alone = COMMANDS.find(({ name }) => name === first);
  if (alone !== undefined) return { command: alone, rest: words.slice(1) };

  const group = COMMANDS.filter(({ name }) => name.startsWith(`${first} `));
  const verbs = group.map(({ name }) => name.slice(first.length + 1));
  const command = group.find(({ name, isDefault }) =>
    second === undefined ? isDefault : name === `${first} ${second}`,
  );
  if (command !== undefined) return { command, rest: words.slice(2) };

  if (group.length === 0) {
    const known = new Set(COMMANDS.map(({ name }) => name.split(' ')[0] ?? ''));
    throw new WrongUse(
      `whmcs-mcp: there is no command "${plain(first)}".${didYouMean(first, known)}\n${EVERYTHING}`,
    );
  }
  const usage = group.map((one) => `${usageOf(one)}\n`).join('');
  throw new WrongUse(
    second === undefined
      ? usage.trimEnd()
      : `whmcs-mcp: there is no "${first} ${plain(second)}".${didYouMean(second, verbs)}\n${usage.trimEnd()}`,
  );
}

type Given = Extract<NonNullable<ReturnType<typeof parseArgs>['tokens']>[number], { kind: 'option' }>;

/** Refuses a flag of another command: whoever typed it expects something that would not happen. */
function checkFlags(command: Command, given: readonly Given[]): void {
  for (const { name, rawName } of given) {
    if (isFlag(name) && command.flags.includes(name)) continue;
    const wrong = isFlag(name) ? `it takes no ${plain(rawName)}.` : `there is no option ${plain(rawName)}.`;
    const guess = didYouMean(name, command.flags).replace('"', '"--');
    throw misused(command, `${wrong}${isFlag(name) ? '' : guess}`);
  }
}

function checkNeeds(command: Command, given: readonly Given[]): void {
  const missing = command.needs.find((flag) => given.every(({ name }) => name !== flag));
  if (missing !== undefined) throw misused(command, command.ask ?? `--${missing} is missing.`);
}

function checkWords(command: Command, words: readonly string[]): void {
  const { least, most } = wordsTaken(command);
  if (words.length < least) {
    throw misused(command, command.ask ?? `${command.words[words.length]} is missing.`);
  }
  if (words.length > most) throw misused(command, `it takes no "${plain(words[most] ?? '')}".`);
}

function flagsOf(command: Command, argv: readonly string[]): Flags<FlagName> {
  try {
    return parseArgs({ args: [...argv], options: FLAGS, allowPositionals: true, strict: true })
      .values as Flags<FlagName>;
  } catch (error) {
    // One that is without its value, or has one too many; Node says so well.
    throw misused(command, error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error));
  }
}

/** What was asked for help on: the words of a command, or none. */
export interface HelpAsked {
  readonly helpOn: readonly string[];
}

/** Understands a command line. Throws a WrongUse where it can't be meant. */
export function readCommandLine(argv: readonly string[]): CommandLine | HelpAsked | 'version' {
  const { positionals, tokens = [] } = parseArgs({
    args: [...argv],
    options: FLAGS,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const given = tokens.filter((token) => token.kind === 'option');
  if (given.some(({ name }) => name === 'help')) return { helpOn: positionals };
  if (given.some(({ name }) => name === 'version')) return 'version';
  const { command, rest } = commandOf(positionals);
  checkFlags(command, given);
  checkNeeds(command, given);
  checkWords(command, rest);
  return { command, flags: flagsOf(command, argv), words: rest };
}
