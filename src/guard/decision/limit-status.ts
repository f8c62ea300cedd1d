import { compareDecimals } from '../../decimal.js';
import { grantsOf, type LimitRule, limitsOf, type Policy } from '../../policy/index.js';
import type { BucketUsage, Store } from '../../store/index.js';
import type { Window } from '../../terms.js';

/** What one counter stands at, beside the tightest maximum that a rule of the policy sets for it. */
export interface LimitStatus {
  /** The WHMCS it counts for, where there are several. */
  readonly install?: string;
  readonly counter: string;
  /** Whom it counts for, in words: `caller local`, `client 12`, `everyone`. */
  readonly whom: string;
  /** `minute`, `hour`, `day`, `month`, or `300 s`. */
  readonly window: string;
  /** Decimal text. */
  readonly used: string;
  readonly max: string;
  readonly resetsAt: Date | undefined;
  /** The rules that watch it. */
  readonly rules: readonly string[];
}

const windowName = (window: Window) =>
  'calendar' in window ? window.calendar : `${window.slidingSeconds} s`;

const WHOM: readonly (readonly [RegExp, string])[] = [
  [/^grant:(.*)$/, 'caller $1'],
  [/^client:(.*)$/, 'client $1'],
  [/^install$/, 'everyone'],
];

const SCOPES = { grant: /^grant:/, client: /^client:/, install: /^install$/ } as const;

function inWords(key: string): string {
  for (const [pattern, words] of WHOM) if (pattern.test(key)) return key.replace(pattern, words);
  return key;
}

/**
 * Whether a rule that stands in a grant may be one for whom this counter counts. Which grant a caller was given, the counter
 * does not say: only one that the policy itself gives to others by name is told apart.
 */
function concerns(rule: LimitRule, key: string, { grants }: Policy): boolean {
  const caller = /^grant:(.*)$/.exec(key)?.[1];
  if (rule.grant === undefined || caller === undefined) return true;
  const named = grantsOf(grants, { name: caller }) ?? [];
  return named.length === 0 || named.some(({ name }) => name === rule.grant);
}

function standingOf(
  policy: Policy,
  rules: readonly LimitRule[],
  row: BucketUsage,
  key: string,
): LimitStatus | undefined {
  const watching = rules.filter(
    (rule) =>
      concerns(rule, key, policy) &&
      rule.counter === row.counter &&
      windowName(rule.window) === windowName(row.window) &&
      SCOPES[rule.scope].test(key),
  );
  const [first] = watching;
  if (first === undefined) return undefined;
  const max = watching.reduce(
    (least, { max }) => (compareDecimals(max, least) === -1 ? max : least),
    first.max,
  );
  return {
    counter: row.counter,
    whom: inWords(key),
    window: windowName(row.window),
    used: row.used,
    max,
    resetsAt: row.resetsAt,
    rules: watching.map(({ id }) => id),
  };
}

/** What every counter of this installation stands at that a rule of the policy still watches. */
export async function limitStatus(
  policy: Policy,
  store: Store,
  { installationId, install }: { installationId: string; install: string | undefined },
  at: Date,
): Promise<LimitStatus[]> {
  const prefix = `${installationId} `;
  const rules = limitsOf(policy, install);
  return (await store.counters.usage(at))
    .filter((row) => row.key.startsWith(prefix))
    .flatMap((row) => standingOf(policy, rules, row, row.key.slice(prefix.length)) ?? []);
}
