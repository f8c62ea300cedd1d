import { packageVersion } from '../../app.js';
import { StoreFault } from '../../store/index.js';
import { EXIT } from '../exit-codes.js';
import { CommandError, type Host } from '../host.js';
import { printError, tellError } from '../tell-error.js';
import { nameOf, WrongUse } from './command.js';
import { type CommandLine, readCommandLine } from './command-line.js';
import { COMMANDS } from './table.js';

async function run(host: Host, { command, flags, words }: CommandLine): Promise<number> {
  try {
    return await command.run(host, flags, words);
  } catch (error) {
    if (!(error instanceof CommandError || error instanceof StoreFault)) throw error;
    return tellError(host, nameOf(command), error);
  }
}

/** Runs what was typed; resolves to an exit code. */
export async function runTyped(host: Host): Promise<number> {
  try {
    const typed = readCommandLine(host.argv);
    if (typed === 'version') {
      host.stdout.write(`${packageVersion()}\n`);
      return EXIT.done;
    }
    if (!('helpOn' in typed)) return await run(host, typed);
    const { printHelp } = await import('./help.js');
    return printHelp(host, COMMANDS, typed.helpOn);
  } catch (error) {
    if (!(error instanceof WrongUse)) throw error;
    host.stderr.write(`${error.message}\n`);
    printError(host, error, EXIT.usage);
    return EXIT.usage;
  }
}
