import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { allTools } from '../app.js';
import { surroundingsOf } from '../guard/index.js';
import { type Policy, type Problem, parsePolicy } from '../policy/index.js';
import { didYouMean } from '../spelling.js';
import type { Flags, Host } from './index.js';

const USAGE = `whmcs-mcp policy check FILE
whmcs-mcp policy explain FILE TOOL [ARGUMENTS] [--caller NAME] [--at TIME] [--context FILE]
whmcs-mcp policy test FILE [CASES]
whmcs-mcp policy replay FILE [--days N]
`;

const COMMANDS = ['check', 'explain', 'test', 'replay'];

function lineOf(file: string, problem: Problem, kind: string): string {
  return `${file}:${problem.line}:${problem.column} ${kind} ${problem.pointer || '/'} ${problem.message}\n`;
}

/** The policy in a file; or undefined, once everything that is wrong with it is said. */
export function loadPolicy(host: Host, file: string): { policy: Policy; warnings: number } | undefined {
  let text: string;
  try {
    text = readFileSync(resolve(host.cwd, file), 'utf8');
  } catch (error) {
    host.stderr.write(`whmcs-mcp policy: ${file} can't be read (${(error as NodeJS.ErrnoException).code})\n`);
    return undefined;
  }
  const parsed = parsePolicy(text, surroundingsOf(allTools()));
  for (const warning of parsed.warnings) host.stdout.write(lineOf(file, warning, 'warning'));
  if ('policy' in parsed) return { policy: parsed.policy, warnings: parsed.warnings.length };
  for (const problem of parsed.problems) host.stdout.write(lineOf(file, problem, 'error'));
  return undefined;
}

function check(host: Host, file: string): number {
  const loaded = loadPolicy(host, file);
  if (loaded === undefined) return 1;
  const { policy, warnings } = loaded;
  const noted = warnings === 0 ? '' : `, ${warnings} warning${warnings === 1 ? '' : 's'}`;
  host.stdout.write(`${file}: good (revision ${policy.revision}, mode ${policy.mode}${noted})\n`);
  return 0;
}

/** `whmcs-mcp policy …`: for the operator, at the desk and in CI. Exit code 1 where something is wrong. */
export async function runPolicy(host: Host, flags: Flags, words: readonly string[]): Promise<number> {
  const [command, file, ...rest] = words;
  if (command === undefined || file === undefined || !COMMANDS.includes(command)) {
    const hint =
      command === undefined || COMMANDS.includes(command)
        ? ''
        : `there is no "policy ${command}".${didYouMean(command, COMMANDS)}\n`;
    host.stderr.write(`${hint}${USAGE}`);
    return 1;
  }
  if (command === 'check') return check(host, file);
  const loaded = loadPolicy(host, file);
  if (loaded === undefined) return 1;
  if (command === 'replay') {
    const { replay } = await import('./policy-replay.js');
    return replay(host, flags, loaded.policy);
  }
  const { explainCall, testCases } = await import('./policy-explain.js');
  return command === 'explain'
    ? explainCall(host, flags, loaded.policy, rest)
    : testCases(host, loaded.policy, file, rest[0]);
}
