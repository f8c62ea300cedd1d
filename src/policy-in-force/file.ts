import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import type { Log } from '../log.js';
import { exposureOf } from '../machine/index.js';
import {
  type CheckedPolicy,
  editPolicy,
  type Policy,
  type PolicyVocabulary,
  type Problem,
  parsePolicy,
} from '../policy/index.js';
import type { Switches } from '../terms.js';

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
    // A pipe or a device would keep the whole server waiting, or never end.
    if (!statSync(path).isFile())
      throw new PolicyRefused(path, [`${path}: the policy is no plain file; check GUARD_POLICY`]);
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof PolicyRefused) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    const why = code === 'ENOENT' ? 'there is no such file' : `the policy can't be read (${code})`;
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

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code;

/** The edit can't be made; the message is a sentence for the operator. */
class NotWritten extends Error {}

/** Checks the mode as well as the access: root may write to any file, and a read-only one is meant to stay. */
function writable(path: string): Stats {
  const stats = statSync(path);
  const exposure = exposureOf(path);
  if (exposure !== undefined) throw new NotWritten(`The policy file is not safe from others. ${exposure}.`);
  if ((stats.mode & 0o222) === 0) throw new NotWritten('The policy file is read-only; edit it by hand.');
  accessSync(path, constants.W_OK);
  return stats;
}

function textOf(path: string): string {
  const bytes = readFileSync(path);
  const text = bytes.toString('utf8');
  // Bytes that are not UTF-8 would come back changed.
  if (!Buffer.from(text).equals(bytes))
    throw new NotWritten('The policy file is not UTF-8; save it as that.');
  return text;
}

/** Opens the file that takes the place of another. Whoever finds it there waits for its owner, so no edit is lost. */
function openNext(path: string): number {
  try {
    return openSync(path, 'wx', 0o600);
  } catch (error) {
    const code = codeOf(error);
    throw new NotWritten(
      code === 'EEXIST'
        ? `${path} is in the way: another change is being written, or one was cut short. Try again; if it stays, remove it.`
        : `The folder of the policy file can't be written (${code}); edit the file by hand.`,
    );
  }
}

/** Writes all of a file that is to stand in for another: with its mode, and its owner where that is allowed. */
function fill(file: number, text: string, { mode, uid, gid }: Stats): void {
  writeFileSync(file, text);
  try {
    fchownSync(file, uid, gid);
  } catch {
    // Only root may give files away; the edit is worth more than the owner.
  }
  fchmodSync(file, mode & 0o7777);
  fsyncSync(file);
}

function rewrite(path: string, change: (text: string) => string): void {
  const target = realpathSync(path);
  const like = writable(target);
  const next = `${target}.new`;
  const file = openNext(next);
  let isThere = false;
  try {
    const before = textOf(target);
    const after = change(before);
    if (after === before) return;
    fill(file, after, like);
    renameSync(next, target);
    isThere = true;
  } finally {
    closeSync(file);
    // Once it has taken the other's place, a file of that name is somebody else's.
    if (!isThere) rmSync(next, { force: true });
  }
}

/**
 * Switches a tool on or off in a policy file, by the edit that a person would make (`editPolicy`). Whoever reads the
 * file meanwhile sees it before or after, never between; a link to it stays one. Returns undefined once it is done,
 * or a sentence why it is not: then nothing has changed.
 */
export function switchTool(
  path: string,
  tool: string,
  on: boolean,
  around: PolicyVocabulary,
  switches: Switches = {},
): string | undefined {
  try {
    rewrite(path, (text) => {
      const edited = editPolicy(text, { tool, on, switches }, around);
      if ('refused' in edited) throw new NotWritten(edited.refused);
      return edited.text;
    });
    return undefined;
  } catch (error) {
    if (error instanceof NotWritten) return error.message;
    const code = codeOf(error);
    if (code === undefined) throw error;
    if (code === 'ENOENT') return 'The policy file is gone; put it back first.';
    return `The policy file can't be changed (${code}); edit it by hand.`;
  }
}
