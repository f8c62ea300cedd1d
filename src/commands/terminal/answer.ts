import { exactLines } from '../../plain.js';
import type { Host } from '../host.js';

/** Prints a value for scripts, over several lines. What people can't see is written as escapes, as everywhere. */
export function printJson({ stdout }: Pick<Host, 'stdout'>, value: unknown): void {
  stdout.write(`${exactLines(value)}\n`);
}

/** Prints what came of a command: a value where `--json` was given, its text otherwise. */
export function answer(
  host: Pick<Host, 'stdout'>,
  flags: { readonly json: boolean | undefined },
  { value, text }: { readonly value: unknown; readonly text: string },
): void {
  if (flags.json) printJson(host, value);
  else host.stdout.write(text);
}
