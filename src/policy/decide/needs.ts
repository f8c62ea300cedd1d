import type { Path } from '../facts/paths.js';
import { type Facts, UNKNOWN } from '../facts/request.js';
import type { Limit, Rule } from '../rules/rules.js';

/** What could still change an answer that is open. */
export interface Needs {
  readonly args: boolean;
  /** The records of `context` to fetch. */
  readonly records: readonly string[];
  readonly money: boolean;
  readonly effects: boolean;
  readonly session: boolean;
  /** The WHMCS client concerned, for a limit that counts per client. */
  readonly client: boolean;
}

export const NOTHING: Needs = Object.freeze({
  args: false,
  records: Object.freeze([]),
  money: false,
  effects: false,
  session: false,
  client: false,
});

/** Gathers what open rules rest on. */
export class Needed {
  private readonly found = new Set<string>();
  private readonly records = new Set<string>();

  constructor(private readonly facts: Facts) {}

  byRule(rule: Rule): void {
    for (const { path } of rule.conditions) this.path(path);
  }

  byLimit(limit: Limit): void {
    if (limit.amount !== undefined) this.path(limit.amount);
    const { client } = this.facts.request;
    if (limit.scope === 'client' && (client === undefined || client === UNKNOWN)) this.found.add('client');
  }

  all(): Needs {
    return {
      args: this.found.has('args'),
      records: [...this.records],
      money: this.found.has('money'),
      effects: this.found.has('effects'),
      session: this.found.has('session'),
      client: this.found.has('client'),
    };
  }

  private path(path: Path): void {
    if (path.read(this.facts) !== UNKNOWN) return;
    if (path.root === 'context') this.records.add(path.names[0] ?? '');
    else this.found.add(path.root);
  }
}
