import type { Log } from '../../log.js';
import {
  editPolicy,
  type Policy,
  type PolicyVocabulary,
  type Problem,
  parsePolicy,
} from '../../policy/index.js';
import type { PolicyRows, PublishedPolicy } from '../../store/index.js';
import type { Switches } from '../../terms.js';
import { CHANGED_MEANWHILE, type PolicyText, type Replacement } from '../policy-text.js';

/** The policy in force, which follows what is published in the shared state. */
export interface FollowedPolicy {
  /** The one that was found at the last look; every call is denied until the first one is found. */
  current(): Policy;
  /** What was published as `current`; undefined until then. */
  published(): PublishedPolicy | undefined;
  /**
   * Looks again. `lately`: where the last look began 50 ms ago or earlier; never rejects, what was in force stays. `now`:
   * always, by a look that begins after it was asked for; rejects with a StoreFault where nobody can tell. Undefined where
   * there is nothing to wait for.
   */
  renew(how: 'lately' | 'now'): Promise<void> | undefined;
  /** Calls back after each change that took effect. */
  onChange(listener: () => void): void;
  close(): void;
}

/** What is refused for as long as nothing was published. */
const NOTHING_PUBLISHED = {
  version: '1',
  default: 'deny',
  all_tools: {
    deny_if: [
      {
        conditions: [],
        on_deny:
          'No policy is published in the shared state, or none that this server can read. The operator publishes one: whmcs-mcp policy publish FILE.',
      },
    ],
  },
};

const LOOK_EVERY_MS = 50;
/** Clients are told of a changed list even while nobody calls. */
const LOOK_UNASKED_MS = 1_000;

function lineOf({ line, column, pointer, message }: Problem): string {
  return `${line}:${column} ${pointer || '/'} ${message}`;
}

function denyingAll(vocabulary: PolicyVocabulary): Policy {
  const parsed = parsePolicy(JSON.stringify(NOTHING_PUBLISHED), vocabulary);
  if ('policy' in parsed) return parsed.policy;
  throw new Error('The policy that denies everything is refused.');
}

export interface FollowPorts {
  /** The shared state, opened when first needed. Rejects where it can't be had. */
  policies(): Promise<PolicyRows>;
  /** Which policy: '' for that of the only installation. */
  readonly name: string;
  readonly vocabulary: PolicyVocabulary;
  readonly log: Log;
  /** Milliseconds of a clock that never goes back. */
  elapsed?(): number;
}

/**
 * Follows a published policy. One that can't be read, such as by a server of an older version, leaves the one that was in
 * force, and the log says so once; at the start it leaves everything denied: an older one may allow more.
 */
export function followPublished(ports: FollowPorts): FollowedPolicy {
  const { policies, name, vocabulary, log, elapsed = () => performance.now() } = ports;
  let policy = denyingAll(vocabulary);
  let inForce: PublishedPolicy | undefined;
  /** The newest that was looked at, good or not; undefined before the first look, null where nothing was published. */
  let seen: PublishedPolicy | null | undefined;
  let lookedAt = Number.NEGATIVE_INFINITY;
  const listeners: (() => void)[] = [];

  function take(next: PublishedPolicy, document: string): void {
    const parsed = parsePolicy(document, vocabulary);
    const { number, who } = next;
    if ('problems' in parsed) {
      const problems = parsed.problems.map(lineOf);
      log('error', 'policy.refused', { number, who, kept: policy.revision, problems });
      return;
    }
    for (const warning of parsed.warnings) log('warn', 'policy.warning', { warning: lineOf(warning) });
    const from = policy.revision;
    inForce = next;
    if (parsed.policy.revision === from) return;
    policy = parsed.policy;
    log('info', 'policy.changed', { number, who, from, to: policy.revision });
    for (const listener of listeners) listener();
  }

  const isSame = (one: PublishedPolicy | null | undefined, other: PublishedPolicy) =>
    one?.number === other.number &&
    one.revision === other.revision &&
    one.at.getTime() === other.at.getTime();

  async function look(): Promise<void> {
    // Taken before the look: what is published meanwhile counts as not seen yet.
    lookedAt = elapsed();
    const rows = await policies();
    const newest = await rows.newest(name);
    if (newest === undefined) {
      if (seen !== null) log('error', 'policy.unpublished', { kept: policy.revision, name });
      seen = null;
      return;
    }
    if (isSame(seen, newest)) return;
    const document = await rows.document(name, newest.number);
    if (document === undefined) return;
    seen = newest;
    take(newest, document);
  }

  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;

  function begin(): Promise<void> {
    const begun = look().finally(() => {
      running = undefined;
    });
    running = begun;
    return begun;
  }

  /** One look at a time, in order; whoever asks while one is under way waits for the next. */
  function lookAnew(): Promise<void> {
    if (next !== undefined) return next;
    if (running === undefined) return begin();
    next = running
      .catch(() => undefined)
      .then(() => {
        next = undefined;
        return begin();
      });
    return next;
  }

  let isLost = false;
  let isClosed = false;
  async function lookIfPossible(): Promise<void> {
    try {
      await lookAnew();
      isLost = false;
    } catch (error) {
      if (!isLost && !isClosed) log('error', 'policy.unread', { kept: policy.revision, error });
      isLost = true;
    }
  }

  const timer = setInterval(() => void lookIfPossible(), LOOK_UNASKED_MS);
  timer.unref();
  return {
    current: () => policy,
    published: () => inForce,
    renew(how) {
      if (how === 'now') return lookAnew();
      return elapsed() - lookedAt < LOOK_EVERY_MS ? undefined : lookIfPossible();
    },
    onChange: (listener) => {
      listeners.push(listener);
    },
    close() {
      isClosed = true;
      clearInterval(timer);
    },
  };
}

/** Others that publish at the same time are let past this often. */
const MOST_TRIES = 5;

/**
 * Switches a tool on or off in the published policy, by the edit that a person would make (`editPolicy`), and publishes
 * what comes out. Resolves to undefined once it is done, or to a sentence why it is not: then nothing has changed. Rejects
 * with a StoreFault.
 */
export async function switchPublished(
  rows: PolicyRows,
  name: string,
  { tool, on, who, at }: { tool: string; on: boolean; who: string; at: Date },
  vocabulary: PolicyVocabulary,
  switches: Switches = {},
): Promise<string | undefined> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const newest = await rows.newest(name);
    const before = newest && (await rows.document(name, newest.number));
    if (newest === undefined || before === undefined)
      return 'No policy is published yet; publish one first: whmcs-mcp policy publish FILE.';
    const edited = editPolicy(before, { tool, on, switches }, vocabulary);
    if ('refused' in edited) return edited.refused;
    if (edited.text === before) return undefined;
    const parsed = parsePolicy(edited.text, vocabulary);
    if ('problems' in parsed) return 'The published policy would have a fault then.';
    const note = `${tool} switched ${on ? 'on' : 'off'}`;
    const policy = { name, document: edited.text, revision: parsed.policy.revision, who, note };
    if ((await rows.publish(policy, at, newest.number)) !== undefined) return undefined;
  }
  return 'Others are publishing policies just now; try again.';
}

/** The published policy as it is written; undefined where there is none. Rejects with a StoreFault. */
export async function textPublished(rows: PolicyRows, name: string): Promise<PolicyText | undefined> {
  const newest = await rows.newest(name);
  const text = newest && (await rows.document(name, newest.number));
  if (newest === undefined || text === undefined) return undefined;
  const { number, at, who, note } = newest;
  return { text, stamp: String(number), changed: { at, who, note } };
}

/**
 * Publishes a whole text after the one that it was made from. Resolves to undefined once it is done, or to a sentence why it is
 * not: then nothing has changed. Rejects with a StoreFault.
 */
export async function replacePublished(
  rows: PolicyRows,
  name: string,
  { text: document, after, who, note, at }: Replacement & { readonly at: Date },
  vocabulary: PolicyVocabulary,
): Promise<string | undefined> {
  const parsed = parsePolicy(document, vocabulary);
  if ('problems' in parsed) return 'The text has a fault; check it first.';
  if (!/^\d{1,10}$/.test(after)) return CHANGED_MEANWHILE;
  const policy = { name, document, revision: parsed.policy.revision, who, note };
  return (await rows.publish(policy, at, Number(after))) === undefined ? CHANGED_MEANWHILE : undefined;
}
