import { readFileSync, statSync } from 'node:fs';
import type { Log } from './log.js';
import { type Policy, type Problem, parsePolicy, type Surroundings } from './policy/index.js';

/** A policy that can't be used; one line for each problem. */
export class PolicyRefused extends Error {
  readonly problems: readonly string[];

  constructor(path: string, problems: readonly string[]) {
    super(`${path}: the policy is refused`);
    this.problems = problems;
  }
}

/** The policy in force, which follows its file. */
export interface PolicyFile {
  /** The policy as of now: a file that changed is read before this returns. */
  current(): Policy;
  /** Calls back after each change that took effect. */
  onChange(listener: () => void): void;
  close(): void;
}

function lineOf(path: string, { line, column, pointer, message }: Problem): string {
  return `${path}:${line}:${column} ${pointer || '/'} ${message}`;
}

/** Reads a policy file once. Throws PolicyRefused with every problem. */
export function readPolicyFile(path: string, around: Surroundings): { policy: Policy; warnings: string[] } {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    throw new PolicyRefused(path, [`${path}: the policy can't be read (${code}); check GUARD_POLICY`]);
  }
  const parsed = parsePolicy(text, around);
  if ('problems' in parsed)
    throw new PolicyRefused(
      path,
      parsed.problems.map((problem) => lineOf(path, problem)),
    );
  return { policy: parsed.policy, warnings: parsed.warnings.map((problem) => lineOf(path, problem)) };
}

/** What tells one state of a file from another without reading it. */
function stampOf(path: string): string {
  try {
    const { mtimeMs, size, ino } = statSync(path);
    return `${mtimeMs} ${size} ${ino}`;
  } catch {
    return 'missing';
  }
}

/**
 * Opens a policy file and follows it. A change takes effect for the next call; a file that is broken or gone leaves
 * the policy that was in force, and says so once.
 */
export function openPolicyFile(path: string, around: Surroundings, log: Log): PolicyFile {
  let stamp = stampOf(path);
  const first = readPolicyFile(path, around);
  let policy = first.policy;
  for (const warning of first.warnings) log('warn', 'policy.warning', { warning });
  const listeners: (() => void)[] = [];

  function refresh(): void {
    const now = stampOf(path);
    if (now === stamp) return;
    stamp = now;
    try {
      const next = readPolicyFile(path, around);
      for (const warning of next.warnings) log('warn', 'policy.warning', { warning });
      if (next.policy.revision === policy.revision) return;
      log('info', 'policy.changed', { from: policy.revision, to: next.policy.revision });
      policy = next.policy;
    } catch (error) {
      if (!(error instanceof PolicyRefused)) throw error;
      log('error', 'policy.refused', { kept: policy.revision, problems: error.problems });
      return;
    }
    for (const listener of listeners) listener();
  }

  // Clients are told of a changed list even while nobody calls.
  const timer = setInterval(refresh, 1000);
  timer.unref();
  return {
    current() {
      refresh();
      return policy;
    },
    onChange: (listener) => {
      listeners.push(listener);
    },
    close: () => clearInterval(timer),
  };
}
