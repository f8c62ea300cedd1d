import { packageVersion } from '../../app.js';
import { StoreFault } from '../../store/index.js';
import { systemCode, whyNot } from '../../system/index.js';
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

/** Runs what was typed; resolves to an exit code. Output that the disk had no room for is not done, whatever the command says. */
export async function runTyped(host: Host): Promise<number> {
  let lost: Error | undefined;
  host.stdout.on('error', (error) => {
    // A reader that closed the pipe, as `head` does, has what it wanted.
    if (systemCode(error) !== 'EPIPE') lost ??= error;
  });
  const exitCode = await runLine(host);
  // What a stream could not write is told in the next turn.
  await new Promise(setImmediate);
  if (lost === undefined) return exitCode;
  host.stderr.write(`whmcs-mcp: the output could not be written (${whyNot(lost)}), and is not whole.\n`);
  return exitCode === EXIT.done ? EXIT.failed : exitCode;
}

async function runLine(host: Host): Promise<number> {
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
