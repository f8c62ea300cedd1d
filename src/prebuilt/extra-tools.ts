import type { PublishedSchemas } from '../catalog/index.js';
import type { ToolFacts } from '../policy/index.js';
import type { ExtraSet, RiskClass } from '../terms.js';
import readFacts from './extra-facts.ts?file';
import names from './extra-names.ts?data';

type Whose = Required<ToolFacts>['whose'];
type Brief = readonly [ExtraSet, string, RiskClass, string, Whose];

const briefly = Object.entries(names as Readonly<Record<string, Brief>>);

/**
 * The facts of one tool of an extra set. What a decision needs is at hand; the rest is read from its file once a policy is
 * checked against it: most servers have no use for it.
 */
class ExtraFacts implements ToolFacts {
  readonly set: ExtraSet;
  readonly toolset: string;
  readonly class: RiskClass;
  readonly level: string;
  readonly whose: Whose;
  readonly #name: string;

  constructor(name: string, [set, toolset, risk, level, whose]: Brief) {
    this.#name = name;
    this.set = set;
    this.toolset = toolset;
    this.class = risk;
    this.level = level;
    this.whose = whose;
  }

  get #all(): Required<ToolFacts> {
    const facts = (readFacts() as Readonly<Record<string, Required<ToolFacts>>>)[this.#name];
    if (facts === undefined) throw new Error(`${this.#name}: its facts are not in the package.`);
    return facts;
  }

  get action() {
    return this.#all.action;
  }
  get args() {
    return this.#all.args;
  }
  get records() {
    return this.#all.records;
  }
  get choices() {
    return this.#all.choices;
  }
  get words() {
    return this.#all.words;
  }
  get money() {
    return this.#all.money;
  }
  get mails() {
    return this.#all.mails;
  }
  get naming() {
    return this.#all.naming;
  }
  get unproven() {
    return this.#all.unproven;
  }
}

/** The tools of all extra sets, for policies. */
export const extraFacts: ReadonlyMap<string, ToolFacts> = new Map(
  briefly.map(([name, brief]) => [name, new ExtraFacts(name, brief)]),
);

/** What `tools/list` says of the arguments of tools of extra sets. */
export async function extraSchemas(): Promise<PublishedSchemas> {
  return (await import('./extra-schemas.ts?data')).default as PublishedSchemas;
}
