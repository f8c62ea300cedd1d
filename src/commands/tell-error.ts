import { exactLines } from '../plain.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import { CommandError, type Host } from './host.js';

/** What an error is to scripts, by the exit code. */
const CODES: Readonly<Partial<Record<ExitCode, string>>> = {
  [EXIT.failed]: 'failed',
  [EXIT.usage]: 'usage',
  [EXIT.refused]: 'refused',
};

/**
 * Prints `{error: {code, message, …}}` on stdout where `--json` was given; the same sentence stands on stderr, for people. The
 * code is `usage`, `refused` or `failed`, as the exit code says.
 */
export function printError(
  { argv, stdout }: Pick<Host, 'argv' | 'stdout'>,
  error: Error,
  exitCode: ExitCode = EXIT.failed,
): void {
  if (!argv.includes('--json')) return;
  const details = error instanceof CommandError ? error.details : {};
  const told = { code: CODES[exitCode] ?? 'failed', message: error.message, ...details };
  stdout.write(`${exactLines({ error: told })}\n`);
}

/** Says why a command could not do what was asked. Returns the exit code. */
export function tellError(host: Host, name: string, error: Error): ExitCode {
  const exitCode = error instanceof CommandError ? error.exitCode : EXIT.failed;
  host.stderr.write(`${name}: ${error.message}\n`);
  printError(host, error, exitCode);
  return exitCode;
}
