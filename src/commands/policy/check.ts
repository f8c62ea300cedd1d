import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Policy, type PolicyVocabulary, type Problem, parsePolicy } from '../../policy/index.js';
import { inWords, letsThrough, warningsOf } from '../../policy/trial/index.js';
import { whyNot } from '../../system/index.js';
import { EXIT } from '../exit-codes.js';
import { CommandError, type Host } from '../host.js';
import type { Flags } from '../table/flags.js';
import { printJson } from '../terminal/answer.js';
import { installsHere } from './installs.js';
import { namesHere } from './names.js';

/** A line that editors and CI know how to follow: file, line, column. */
export function problemLine(file: string, problem: Problem, kind: 'error' | 'warning'): string {
  return `${file}:${problem.line}:${problem.column} ${kind} ${problem.pointer || '/'} ${problem.message}\n`;
}

/** The text of a file that was named. Throws a CommandError where it can't be read. */
export function readNamed(host: Host, file: string): string {
  try {
    return readFileSync(resolve(host.cwd, file), 'utf8');
  } catch (error) {
    throw new CommandError(`${file} can't be read (${whyNot(error)})`);
  }
}

export const placed = ({ line, column, pointer, message }: Problem) => ({ line, column, pointer, message });

/** Says what is wrong with a file, a line each. For scripts it is an error that lists them: throws a CommandError. */
export function sayProblems(
  host: Host,
  flags: Flags<'json'>,
  file: string,
  problems: readonly Problem[],
): void {
  if (flags.json) {
    const counted = `${problems.length} problem${problems.length === 1 ? '' : 's'}`;
    throw new CommandError(`${file} has ${counted}.`, EXIT.failed, { file, problems: problems.map(placed) });
  }
  for (const problem of problems) host.stdout.write(problemLine(file, problem, 'error'));
}

/** The policy in a file; or undefined, once everything that is wrong with it is said. */
export function loadPolicy(
  host: Host,
  flags: Flags<'json'>,
  file: string,
  around: PolicyVocabulary,
): { policy: Policy; warnings: readonly Problem[] } | undefined {
  const { warnings, ...parsed } = parsePolicy(readNamed(host, file), around);
  if (!flags.json) for (const warning of warnings) host.stdout.write(problemLine(file, warning, 'warning'));
  if ('policy' in parsed) return { policy: parsed.policy, warnings };
  sayProblems(host, flags, file, parsed.problems);
  return undefined;
}

function checkInJson(host: Host, file: string, around: PolicyVocabulary): number {
  const parsed = parsePolicy(readNamed(host, file), around);
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
  printJson(host, found);
  return found.good ? EXIT.done : EXIT.failed;
}

/** The names that grants may list; undefined where they can't be told, which makes no policy worse. */
async function installNames(host: Host, flags: Flags<'env-file'>): Promise<string[] | undefined> {
  try {
    return (await installsHere(host, flags))?.map(({ name }) => name);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    host.stderr.write(`whmcs-mcp policy check: names of WHMCS are not checked. ${error.message}\n`);
    return undefined;
  }
}

/** Prints everything that is wrong with a policy, or that it is good and what it lets through. */
export async function checkPolicy(
  host: Host,
  flags: Flags<'json' | 'env-file'>,
  file: string,
): Promise<number> {
  const installs = await installNames(host, flags);
  const around = { ...(await namesHere(host, flags)), ...(installs && { installs }) };
  if (flags.json) return checkInJson(host, file, around);
  const loaded = loadPolicy(host, flags, file, around);
  if (loaded === undefined) return 1;
  const { policy } = loaded;
  const classes = letsThrough(policy);
  const found = warningsOf(classes);
  for (const warning of found) host.stdout.write(problemLine(file, warning, 'warning'));
  const warnings = loaded.warnings.length + found.length;
  const noted = warnings === 0 ? '' : `, ${warnings} warning${warnings === 1 ? '' : 's'}`;
  host.stdout.write(`${file}: good (revision ${policy.revision}, mode ${policy.mode}${noted})\n`);
  host.stdout.write('What callers can do whom no grant narrows:\n');
  for (const one of classes) host.stdout.write(`  ${inWords(one)}\n`);
  return 0;
}
