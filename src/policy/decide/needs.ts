import type { FactPath } from '../facts/paths.js';
import { FACTS, type FactName, type LookedUp, type RuleInput } from '../facts/request.js';
import { UNKNOWN } from '../facts/unknown.js';
import type { Limit, Rule } from '../rules/rules.js';

/** Facts that are UNKNOWN and that an open decision depends on. */
export type Needs = { readonly [F in Exclude<FactName, 'context'>]: boolean } & {
  /** The records of `context` to fetch. */
  readonly records: readonly string[];
  /** Whether all that the call names belongs to clients that are granted. It is to be looked up first. */
  readonly granted: boolean;
};

const SINGLE = (Object.keys(FACTS) as FactName[]).filter((name) => name !== 'context');

const NONE = Object.fromEntries(SINGLE.map((name) => [name, false])) as Omit<Needs, 'records' | 'granted'>;

export const NOTHING: Needs = Object.freeze({ ...NONE, records: Object.freeze([]), granted: false });

/** Names of the needed facts, such as `money` and `context.order`. */
export function needsInWords({ records, granted, ...single }: Needs): string[] {
  return [
    // The client concerned tells it, at the desk.
    ...(granted && !single.client && !records.includes('client') ? ['client'] : []),
    ...SINGLE.filter((name) => single[name as keyof typeof single]),
    ...records.map((record) => `context.${record}`),
  ];
}

/** True if a look-up could settle the decision. */
export function needsLookUp(needs: Needs): boolean {
  const single = SINGLE.filter((name) => FACTS[name].lookedUp);
  return (
    needs.granted ||
    needs.records.length > 0 ||
    single.some((name) => needs[name as Exclude<LookedUp, 'context'>])
  );
}

/** Collects the facts that open rules and limits depend on. */
export class NeedsCollector {
  private readonly facts = new Set<FactName>();
  private readonly records = new Set<string>();

  private granted = false;

  constructor(private readonly input: RuleInput) {}

  byClients(): void {
    this.granted = true;
    // By its group, then.
    if (this.input.request.client !== UNKNOWN) this.records.add('client');
  }

  byRule(rule: Rule): void {
    for (const { path } of rule.conditions) this.path(path);
  }

  byLimit(limit: Limit): void {
    for (const { path } of limit.conditions) this.path(path);
    if (limit.amount !== undefined) this.path(limit.amount);
    if (limit.scope === 'client' && this.input.request.client === UNKNOWN) this.facts.add('client');
  }

  all(): Needs {
    const needs: Record<string, unknown> = { ...NONE, records: [...this.records], granted: this.granted };
    for (const fact of this.facts) needs[fact] = true;
    return needs as Needs;
  }

  private path(path: FactPath): void {
    const { fact } = path;
    if (fact === undefined || path.read(this.input) !== UNKNOWN) return;
    if (fact === 'context') this.records.add(path.names[0] ?? '');
    else this.facts.add(fact);
  }
}
