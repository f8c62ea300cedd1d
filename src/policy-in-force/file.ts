import { statSync } from 'node:fs';
import type { Log } from '../log.js';
import { exposureOf } from '../machine/index.js';
import {
  type CheckedPolicy,
  type Policy,
  type PolicyVocabulary,
  type Problem,
  parsePolicy,
} from '../policy/index.js';
import { readWholeFile, systemCode, whyNot } from '../system/index.js';

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
  /** Its path, as it was named when it was opened. */
  readonly path: string;
  /** The policy as its file was at most `LOOK_EVERY_MS` ago. */
  current(): Policy;
  /** The policy as its file is now: one that changed is read before this returns. */
  latest(): Policy;
  /** Whether somebody else can change the file or replace it, as of now; the log says by what, and the cure. */
  isExposed(): boolean;
  /** Calls back after each change that took effect. */
  onChange(listener: () => void): void;
  close(): void;
}

function lineOf(path: string, { line, column, pointer, message }: Problem): string {
  return `${path}:${line}:${column} ${pointer || '/'} ${message}`;
}

/** Reads a policy file once; one that holds the text that was `checked` is not checked anew. Throws PolicyRefused with every problem. */
export function readPolicyFile(
  path: string,
  around: PolicyVocabulary,
  checked?: CheckedPolicy,
): { policy: Policy; warnings: string[] } {
  let text: string;
  try {
    text = readWholeFile(path).toString('utf8');
  } catch (error) {
    const isGone = systemCode(error) === 'ENOENT';
    const why = isGone ? whyNot(error) : `the policy can't be read (${whyNot(error)})`;
    throw new PolicyRefused(path, [`${path}: ${why}; check GUARD_POLICY`]);
  }
  const parsed = parsePolicy(text, around, checked);
  if ('problems' in parsed)
    throw new PolicyRefused(
      path,
      parsed.problems.map((problem) => lineOf(path, problem)),
    );
  return { policy: parsed.policy, warnings: parsed.warnings.map((problem) => lineOf(path, problem)) };
}

/**
 * For how long `current` takes the file to be as it was last seen. Asking the file system anew is all that can be relied
 * on: a watcher says nothing of a network mount or of a link that was moved, and wakes the server at each write beside it.
 */
const LOOK_EVERY_MS = 50;

/** A stamp that changes with the file, without reading it. Whoever copies over it can keep its time and size, but not `ctime`. */
function stampOf(path: string): string {
  try {
    const { mtimeMs, ctimeMs, size, ino } = statSync(path);
    return `${mtimeMs} ${ctimeMs} ${size} ${ino}`;
  } catch {
    return 'missing';
  }
}

export interface PolicyFileOptions {
  /** A text that needs no check. */
  readonly checked?: CheckedPolicy;
  /** Milliseconds of a clock that never goes back. */
  elapsed?(): number;
}

/** Opens a policy file and follows it. A file that is broken or gone leaves the policy that was in force, and says so once. */
export function openPolicyFile(
  path: string,
  around: PolicyVocabulary,
  log: Log,
  { checked, elapsed = () => performance.now() }: PolicyFileOptions = {},
): PolicyFile {
  let lookedAt = elapsed();
  let stamp = stampOf(path);
  const first = readPolicyFile(path, around, checked);
  let policy = first.policy;
  for (const warning of first.warnings) log('warn', 'policy.warning', { warning });
  const listeners: (() => void)[] = [];

  function refresh(): void {
    // Taken before the look: what changes meanwhile counts as not seen yet.
    lookedAt = elapsed();
    const now = stampOf(path);
    if (now === stamp) return;
    stamp = now;
    try {
      const next = readPolicyFile(path, around, checked);
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

  let exposure: string | undefined;
  function isExposed(): boolean {
    const now = exposureOf(path);
    if (now !== undefined && now !== exposure) {
      log('warn', 'policy.exposed', { cure: now, note: 'until then no call passes that is not a read' });
    }
    exposure = now;
    return now !== undefined;
  }

  // Clients are told of a changed list even while nobody calls.
  const timer = setInterval(refresh, 1000);
  timer.unref();
  return {
    path,
    current() {
      if (elapsed() - lookedAt >= LOOK_EVERY_MS) refresh();
      return policy;
    },
    latest() {
      refresh();
      return policy;
    },
    isExposed,
    onChange: (listener) => {
      listeners.push(listener);
    },
    close: () => clearInterval(timer),
  };
}
