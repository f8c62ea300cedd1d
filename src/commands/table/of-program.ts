import { packageVersion } from '../../app.js';
import { answer } from '../terminal/answer.js';
import { type Command, command } from './command.js';

/** Commands about the program itself; `all` is the table that they are in. */
export const ofProgram = (all: () => readonly Command[]): readonly Command[] => [
  command({
    name: 'help',
    words: ['[COMMAND...]'],
    about: 'say how a command is typed, with examples',
    run: async (host, _flags, words) => (await import('./help.js')).printHelp(host, all(), words),
  }),
  command({
    name: 'version',
    flags: ['json'],
    about: 'print the version',
    run: async (host, flags) => {
      const version = packageVersion();
      answer(host, flags, { value: { version }, text: `${version}\n` });
      return 0;
    },
  }),
  command({
    name: 'completion',
    words: ['bash|zsh|fish'],
    about: 'print what completes commands and options in your shell',
    ask: 'say for which shell: bash, zsh or fish.',
    run: async (host, _flags, [shell = '']) =>
      (await import('../completion/completion.js')).printCompletion(host, all(), shell),
  }),
];
