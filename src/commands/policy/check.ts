import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { allTools } from '../../app.js';
import { policyVocabulary } from '../../guard/index.js';
import { type Policy, type Problem, parsePolicy } from '../../policy/index.js';
import { inWords, type LetThrough, letsLookUp, letsThrough } from '../../policy/trial/index.js';
import { EXIT } from '../exit-codes.js';
import { CommandError, type Host } from '../host.js';
import type { Flags } from '../table/flags.js';

/** A line that editors and CI know how to follow: file, line, column. */
export function problemLine(file: string, problem: Problem, kind: 'error' | 'warning'): string {
  return `${file}:${problem.line}:${problem.column} ${kind} ${problem.pointer || '/'} ${problem.message}\n`;
}

/** The text of a file that was named. Throws a CommandError where it can't be read. */
export function readNamed(host: Host, file: string): string {
  try {
    return readFileSync(resolve(host.cwd, file), 'utf8');
  } catch (error) {
    throw new CommandError(`${file} can't be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

/** The policy in a file; or undefined, once everything that is wrong with it is said. */
export function loadPolicy(host: Host, file: string): { policy: Policy; warnings: number } | undefined {
  const parsed = parsePolicy(readNamed(host, file), policyVocabulary(allTools()));
  for (const warning of parsed.warnings) host.stdout.write(problemLine(file, warning, 'warning'));
  if ('policy' in parsed) return { policy: parsed.policy, warnings: parsed.warnings.length };
  for (const problem of parsed.problems) host.stdout.write(problemLine(file, problem, 'error'));
  return undefined;
}

/** What no single rule is to blame for. */
function warningsOf(classes: readonly LetThrough[]): Problem[] {
  if (letsLookUp(classes)) return [];
  const message =
    'no tool that reads can be called, so agents can look up nothing: list the class read, or tools of it';
  return [{ line: 1, column: 1, pointer: '', message }];
}

const placed = ({ line, column, pointer, message }: Problem) => ({ line, column, pointer, message });

function checkInJson(host: Host, file: string): number {
  const parsed = parsePolicy(readNamed(host, file), policyVocabulary(allTools()));
  const problems = 'problems' in parsed ? parsed.problems.map(placed) : [];
  const { revision, mode } = 'policy' in parsed ? parsed.policy : {};
  const classes = 'policy' in parsed ? letsThrough(parsed.policy) : undefined;
  const found = {
    file,
    good: 'policy' in parsed,
    revision,
    mode,
    problems,
    warnings: [...parsed.warnings, ...(classes === undefined ? [] : warningsOf(classes))].map(placed),
    lets_through: classes,
  };
  host.stdout.write(`${JSON.stringify(found, null, 2)}\n`);
  return found.good ? EXIT.done : EXIT.failed;
}

/** Prints everything that is wrong with a policy, or that it is good and what it lets through. */
export async function checkPolicy(host: Host, flags: Flags<'json'>, file: string): Promise<number> {
  if (flags.json) return checkInJson(host, file);
  const loaded = loadPolicy(host, file);
  if (loaded === undefined) return 1;
  const { policy } = loaded;
  const classes = letsThrough(policy);
  const found = warningsOf(classes);
  for (const warning of found) host.stdout.write(problemLine(file, warning, 'warning'));
  const warnings = loaded.warnings + found.length;
  const noted = warnings === 0 ? '' : `, ${warnings} warning${warnings === 1 ? '' : 's'}`;
  host.stdout.write(`${file}: good (revision ${policy.revision}, mode ${policy.mode}${noted})\n`);
  host.stdout.write('What callers can do whom no grant narrows:\n');
  for (const one of classes) host.stdout.write(`  ${inWords(one)}\n`);
  return 0;
}
