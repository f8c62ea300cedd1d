import { parseActions } from '../../addon-actions/index.js';
import { EXIT } from '../exit-codes.js';
import type { Host } from '../host.js';
import type { Flags } from '../table/flags.js';
import { answer } from '../terminal/answer.js';
import { placed, problemLine, readNamed, sayProblems } from './check.js';

/** Prints everything that is wrong with a file of addon actions, or that it is good and what it declares. */
export async function checkActions(host: Host, flags: Flags<'json'>, file: string): Promise<number> {
  const parsed = parseActions(readNamed(host, file));
  if (!flags.json)
    for (const warning of parsed.warnings) host.stdout.write(problemLine(file, warning, 'warning'));
  if ('problems' in parsed) {
    sayProblems(host, flags, file, parsed.problems);
    return EXIT.failed;
  }
  const actions = parsed.actions.map(({ name, risk, effects }) => ({ action: name, class: risk, effects }));
  const lines = actions.map(
    ({ action, class: risk, effects = ['all that its class can'] }) =>
      `  action:${action}: ${risk}${risk === 'read' ? '' : `; ${effects.join(', ') || 'no effects'}`}\n`,
  );
  answer(host, flags, {
    value: { file, good: true, actions, warnings: parsed.warnings.map(placed) },
    text: `${file}: good\n${lines.join('')}`,
  });
  return EXIT.done;
}
