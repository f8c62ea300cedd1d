import { plain } from '../../plain.js';
import { EXIT } from '../exit-codes.js';
import { CommandError, type Host } from '../host.js';
import type { Command } from '../table/command.js';
import { bashScript } from './bash.js';
import { fishScript } from './fish.js';
import { places, valueOptions } from './places.js';
import { zshScript } from './zsh.js';

const SCRIPTS = new Map([
  ['bash', bashScript],
  ['zsh', zshScript],
  ['fish', fishScript],
]);

/** Prints the completion for a shell, made of the table of commands. Throws a CommandError for one that is not known. */
export function printCompletion(host: Host, commands: readonly Command[], shell: string): number {
  const script = SCRIPTS.get(shell);
  if (script === undefined) {
    throw new CommandError(
      `there is none for "${plain(shell)}": say ${[...SCRIPTS.keys()].join(', ')}.`,
      EXIT.usage,
    );
  }
  host.stdout.write(script(places(commands), valueOptions()));
  return EXIT.done;
}
