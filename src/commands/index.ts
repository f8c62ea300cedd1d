import { packageVersion } from '../app.js';
import { StoreFault } from '../store/index.js';
import { CommandError, type Host } from './host.js';
import { type CommandLine, readCommandLine, WrongUse } from './table/command-line.js';

async function run(host: Host, { command, flags, words }: CommandLine): Promise<number> {
  try {
    return await command.run(host, flags, words);
  } catch (error) {
    if (!(error instanceof CommandError || error instanceof StoreFault)) throw error;
    host.stderr.write(`${['whmcs-mcp', command.name].filter(Boolean).join(' ')}: ${error.message}\n`);
    return 1;
  }
}

/** Runs one command to its end; resolves to the exit code of the process: 0, or 1 where something is wrong. */
export async function runCommandLine(host: Host): Promise<number> {
  // A reader that is gone takes no line more, and to say so would be another line.
  host.stderr.on('error', () => undefined);
  host.stdout.on('error', () => undefined);
  let typed: ReturnType<typeof readCommandLine>;
  try {
    typed = readCommandLine(host.argv);
  } catch (error) {
    if (!(error instanceof WrongUse)) throw error;
    host.stderr.write(`${error.message}\n`);
    return 1;
  }
  if (typed === 'help') {
    const { HELP } = await import('./table/help.js');
    host.stdout.write(HELP);
    return 0;
  }
  if (typed === 'version') {
    host.stdout.write(`${packageVersion()}\n`);
    return 0;
  }
  return run(host, typed);
}
export type { Host } from './host.js';
