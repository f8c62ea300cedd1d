import { basename } from 'node:path';
import type { Log } from '../log.js';
import type { CheckedPolicy, Policy, PolicyVocabulary } from '../policy/index.js';
import type { Switches } from '../terms.js';
import { openPolicyFile } from './file.js';
import type { PolicyText, Replacement } from './policy-text.js';

/** `GUARD_POLICY` says with this word that the policy is published in the shared state. */
export const IN_STATE = 'state';

/** A policy that is followed, wherever it is kept. */
export interface PolicyInForce {
  /** Where it is kept, for people: a path, or the state. */
  place(): string;
  /** The same for callers, as a part of a sentence: the name of the file, without its folder. */
  name(): string;
  /** The name that it is published under in the state; left out where it is a file. */
  readonly published?: string;
  /** Why it can't be edited here, as a sentence. */
  readonly fixed: string | undefined;
  /** The policy as it was at most 50 ms ago, once `renew` was waited for. */
  current(): Policy;
  /** The policy as it is now, once `renew` was waited for. */
  latest(): Policy;
  /** Waits for what `current` and `latest` can't look at themselves; undefined where there is nothing to wait for. */
  renew(how: 'lately' | 'now'): Promise<void> | undefined;
  /** Whether others than the operator can change it. */
  isExposed(): boolean;
  onChange(listener: () => void): void;
  /** Switches a tool on or off in it; resolves to a sentence where that is refused. */
  switchTool(tool: string, on: boolean, who: string): Promise<string | undefined>;
  /** What is written there now; undefined where nothing is. Rejects where it can't be read. */
  written(): Promise<PolicyText | undefined>;
  /** Puts another text in its place, which must be without a fault; resolves to a sentence where that is refused. */
  replace(replacement: Replacement): Promise<string | undefined>;
  close(): void;
}

/** What a policy is read against. */
export interface Around {
  readonly vocabulary: PolicyVocabulary;
  readonly switches: Switches;
  readonly log: Log;
}

/** Loaded once somebody edits: servers only read. */
const rewriting = () => import('./rewrite.js');

/** The policy of a file. `shipped`: the one that ships with the program, which was checked before. */
export function policyOfFile(
  path: string,
  { path: shippedPath, checked }: { path: string; checked: CheckedPolicy },
  { vocabulary, switches, log }: Around,
): PolicyInForce {
  const file = openPolicyFile(path, vocabulary, log, { checked });
  const isShipped = path === shippedPath;
  const fixed = isShipped
    ? 'This is the policy that ships with whmcs-mcp. Copy it to a file of your own, name that in GUARD_POLICY and start again.'
    : undefined;
  return {
    place: () => path,
    name: () => `the policy ${basename(path)}`,
    fixed,
    current: file.current,
    latest: file.latest,
    renew: () => undefined,
    // Who can change the file that ships with the program can change the program.
    isExposed: () => !isShipped && file.isExposed(),
    onChange: file.onChange,
    switchTool: async (tool, on) =>
      fixed ?? (await rewriting()).switchTool(path, tool, on, vocabulary, switches),
    written: async () => (await rewriting()).textInFile(path),
    replace: async (replacement) => fixed ?? (await rewriting()).replaceFile(path, replacement, vocabulary),
    close: file.close,
  };
}
