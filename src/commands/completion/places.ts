import type { Command } from '../table/command.js';
import { FLAGS, type FlagName } from '../table/flags.js';

/** A word or an option, and what it is about. */
export type Candidate = readonly [text: string, about: string];

/** What can follow the words that were typed. */
export interface Place {
  /** The words before: `audit show`; empty at the beginning. */
  readonly after: string;
  readonly words: readonly Candidate[];
  readonly options: readonly Candidate[];
  readonly takesFile: boolean;
}

/** An option that a value follows. */
export interface ValueOption {
  readonly option: string;
  /** Undefined where the value is none of a few. */
  readonly choices: readonly string[] | undefined;
  readonly isFile: boolean;
}

const FILE_WORDS = /^\[?(FILE|PATH|CASES|EXPORT|FROM|TO)\]?$/;
const CHOICES = /^[a-z_]+(\|[a-z_]+)+$/;

const optionsOf = (flags: readonly FlagName[]): Candidate[] =>
  flags.map((name) => [`--${name}`, FLAGS[name].about]);

/** Every place there is in the table of commands. */
export function places(commands: readonly Command[]): Place[] {
  const names = commands.map(({ name }) => name).filter(Boolean);
  const groups = [
    ...new Set(names.filter((name) => name.includes(' ')).map((name) => name.split(' ')[0] ?? '')),
  ];
  const verbsOf = (group: string): Candidate[] =>
    commands
      .filter(({ name }) => name.startsWith(`${group} `))
      .map(({ name, about }) => [name.slice(group.length + 1), about]);
  const first: Candidate[] = [
    ...commands
      .filter(({ name }) => name !== '' && !name.includes(' '))
      .map(({ name, about }): Candidate => [name, about]),
    ...groups.map(
      (group): Candidate => [
        group,
        `${verbsOf(group)
          .map(([verb]) => verb)
          .join(', ')}`,
      ],
    ),
  ];
  const ofGroup = (group: string): Place => {
    const main = commands.find(({ name, isDefault }) => isDefault && name.startsWith(`${group} `));
    const options = optionsOf([...(main?.flags ?? []), 'help']);
    return { after: group, words: verbsOf(group), options, takesFile: false };
  };
  return [
    ...groups.map(ofGroup),
    ...commands.map(({ name, words, flags }): Place => {
      const isHelp = name === 'help';
      const choices = words.flatMap((word) => (CHOICES.test(word) ? word.split('|') : []));
      const own = choices.map((choice): Candidate => [choice, '']);
      return {
        after: name,
        words: name === '' || isHelp ? first : own,
        options: optionsOf(name === '' ? [...flags, 'help', 'version'] : [...flags, 'help']),
        takesFile: words.some((word) => FILE_WORDS.test(word)),
      };
    }),
  ];
}

/** Every option that a value follows. */
export const valueOptions = (): ValueOption[] =>
  Object.entries(FLAGS).flatMap(([name, flag]) => {
    if (flag.type !== 'string') return [];
    const choices = CHOICES.test(flag.value) ? flag.value.split('|') : undefined;
    return [{ option: `--${name}`, choices, isFile: FILE_WORDS.test(flag.value) }];
  });
