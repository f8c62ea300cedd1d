import { compareDecimals } from '../../decimal.js';
import { grantsOf, type LimitRule, limitsOf, type Policy } from '../../policy/index.js';
import type { BucketUsage, Store } from '../../store/index.js';
import type { Window } from '../../terms.js';
import type { Caller } from '../session.js';
import { whomInWords } from '../stages/limits/whom-in-words.js';

/** What one counter stands at, beside the tightest maximum that a rule of the policy sets for it. */
export interface LimitStatus {
  /** The WHMCS it counts for, where there are several. */
  readonly install?: string;
  readonly counter: string;
  /** Whom it counts for, in words: `caller local`, `client 12`, `everyone`. */
  readonly whom: string;
  /** `minute`, `hour`, `day`, `month`, or `300 s`. */
  readonly window: string;
  /** Decimal text; of a budget what went without a person. */
  readonly used: string;
  readonly max: string;
  /** Of a budget, which asks a person past its maximum: what people approved in the window, as decimal text. */
  readonly approved?: string;
  readonly resetsAt: Date | undefined;
  /** The rules that watch it. */
  readonly rules: readonly string[];
  /** The tools whose calls it counts. */
  readonly tools: readonly string[];
  /** Path of the amount that it adds up; left out, it counts calls. */
  readonly amount?: string;
}

const windowName = (window: Window) =>
  'calendar' in window ? window.calendar : `${window.slidingSeconds} s`;

/** Days of another zone are other days. */
const zoneOf = (window: Window) => ('calendar' in window ? window.timezone : undefined);

const SCOPES = { grant: /^grant:/, client: /^client:/, install: /^install$/ } as const;

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
      zoneOf(rule.window) === zoneOf(row.window) &&
      (rule.part === undefined) === (row.part === undefined) &&
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
    whom: whomInWords(key),
    window: windowName(row.window),
    used: row.part === 'approved' ? '0' : row.used,
    max,
    ...(row.part === undefined ? {} : { approved: row.part === 'approved' ? row.used : '0' }),
    resetsAt: row.resetsAt,
    rules: watching.map(({ id }) => id),
    tools: [...new Set(watching.flatMap(({ tools }) => tools))],
    ...(first.amount === undefined ? {} : { amount: first.amount }),
  };
}

/** A budget has two counters, of which either may stand at nothing: one status tells of both. */
function joined(all: readonly LimitStatus[]): LimitStatus[] {
  const byBudget = new Map<string, LimitStatus>();
  return all
    .flatMap((status) => {
      const { counter, whom, window, approved } = status;
      if (approved === undefined) return [status];
      const key = JSON.stringify([counter, whom, window]);
      const other = byBudget.get(key);
      if (other === undefined) {
        byBudget.set(key, status);
        return [];
      }
      const [spent, granted] = approved === '0' ? [status, other] : [other, status];
      byBudget.set(key, { ...spent, approved: granted.approved ?? '0' });
      return [];
    })
    .concat([...byBudget.values()]);
}

const UNTOUCHED_FOR = { grant: 'each caller', client: 'each client', install: 'everyone' } as const;

/** One status for each rule none of whose counters has counted anything. */
function untouched(rules: readonly LimitRule[], counted: readonly LimitStatus[]): LimitStatus[] {
  const known = new Set(counted.flatMap((status) => status.rules));
  const ids = [...new Set(rules.map(({ id }) => id))].filter((id) => !known.has(id));
  return ids.flatMap((id) => {
    const same = rules.filter((rule) => rule.id === id);
    const [first] = same;
    if (first === undefined) return [];
    const { counter, scope, window, max, part, amount } = first;
    return [
      {
        counter,
        whom: UNTOUCHED_FOR[scope],
        window: windowName(window),
        used: '0',
        max,
        ...(part === undefined ? {} : { approved: '0' }),
        resetsAt: undefined,
        rules: [id],
        tools: [...new Set(same.flatMap(({ tools }) => tools))],
        ...(amount === undefined ? {} : { amount }),
      },
    ];
  });
}

/** Whether a caller may be told what a counter stands at: its own, and those of everyone. Of clients it may know a few alone. */
const concernsCaller = (key: string, { name }: Caller): boolean =>
  key === 'install' || key === `grant:${name}`;

/**
 * What every counter of this installation stands at that a rule of the policy still watches. `all`: also, once for each rule, those
 * that have counted nothing. `caller`: only what counts the calls of that one, and nothing of single clients.
 */
export async function limitStatus(
  policy: Policy,
  store: Store,
  {
    installationId,
    install,
    which,
    caller,
  }: {
    installationId: string;
    install: string | undefined;
    which: 'counted' | 'all';
    caller?: Caller | undefined;
  },
  at: Date,
): Promise<LimitStatus[]> {
  const prefix = `${installationId} `;
  const granted = caller && new Set((grantsOf(policy.grants, caller) ?? []).map(({ name }) => name));
  const rules = limitsOf(policy, install).filter(
    ({ grant }) => granted === undefined || grant === undefined || granted.has(grant),
  );
  const counted = joined(
    (await store.counters.usage(at))
      .filter((row) => row.key.startsWith(prefix))
      .filter(({ key }) => caller === undefined || concernsCaller(key.slice(prefix.length), caller))
      .flatMap((row) => standingOf(policy, rules, row, row.key.slice(prefix.length)) ?? []),
  );
  return which === 'all' ? [...counted, ...untouched(rules, counted)] : counted;
}
