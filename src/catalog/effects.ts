import { EFFECTS, type Effect } from '../terms.js';
import type { Values } from './side-read.js';
import type { Ask } from './view.js';

/** A call whose record may be read: reads only, and each question once for all who share the reader. */
export interface ReadCall {
  readonly values: Values;
  readonly ask: Ask;
  readonly now: Date;
}

/** What is at stake in a call. */
export interface Stake {
  /** In the installation's base currency, decimal text with two places, rounded up. */
  readonly amount: string;
  /** Code of the currency that the call itself is in; left out where nothing is at stake. */
  readonly currency?: string;
}

/** Works out what is at stake. A rejection says that it can't be told: every rule that speaks of money then refuses. */
export type MoneyRule = (call: ReadCall) => Promise<Stake> | Stake;

/** Whether a call has an effect, as its arguments say; `record` where the record has to be read for it. */
export type Told = boolean | 'record';

/** An effect that the arguments settle, or the record where they leave it open. */
export interface EffectOf {
  readonly effect: Effect;
  of(values: Values): Told;
  /** Asked where `of` says `record`. A rejection says that it can't be told. */
  read?(call: ReadCall): Promise<boolean>;
}

/** An effect: always, where an argument is set (`mail?sendinvoice`), where it is not (`mail?!noemail`), or as a function says. */
export type EffectRule = Effect | `${Effect}?${string}` | EffectOf;

/** What a call does, as far as its arguments tell. */
export interface CallEffects {
  readonly certain: readonly Effect[];
  /** Those that only the record can tell; none that is certain already. */
  readonly open: readonly Effect[];
}

const isSet = (value: unknown) => value !== undefined && value !== false;

function ruleOf(rule: EffectRule): EffectOf {
  if (typeof rule === 'object') return rule;
  const [effect, condition] = rule.split('?') as [Effect, string | undefined];
  if (condition === undefined) return { effect, of: () => true };
  const name = condition.replace(/^!/, '');
  const wanted = name === condition;
  return { effect, of: (values) => isSet(values[name]) === wanted };
}

export const rulesOf = (rules: readonly EffectRule[] = []): readonly EffectOf[] => rules.map(ruleOf);

/** The effects of a set, in the order in which they are always named. */
const inOrder = (found: ReadonlySet<Effect>): Effect[] => EFFECTS.filter((effect) => found.has(effect));

/** What the arguments tell of each rule. */
export function effectsTold(rules: readonly EffectOf[], values: Values): CallEffects {
  const certain = new Set<Effect>();
  const open = new Set<Effect>();
  for (const { effect, of } of rules) {
    const told = of(values);
    if (told !== false) (told === true ? certain : open).add(effect);
  }
  return { certain: inOrder(certain), open: inOrder(new Set([...open].filter((one) => !certain.has(one)))) };
}

/** All effects of a call, with its record read where the arguments leave something open. Rejects where that can't be told. */
export async function effectsRead(rules: readonly EffectOf[], call: ReadCall): Promise<Effect[]> {
  const { certain, open } = effectsTold(rules, call.values);
  const asked = rules.filter(({ effect, of }) => open.includes(effect) && of(call.values) === 'record');
  const found = await Promise.all(
    asked.map(async ({ effect, read }) => ((await read?.(call)) === false ? [] : [effect])),
  );
  return inOrder(new Set([...certain, ...found.flat()]));
}

/** An effect where one of these arguments is given, whatever it says. */
export const whereGiven = (effect: Effect, ...names: readonly string[]): EffectOf => ({
  effect,
  of: (values) => names.some((name) => values[name] !== undefined),
});

/** An effect as the arguments alone say. */
export const whereArgs = (effect: Effect, holds: (values: Values) => boolean): EffectOf => ({
  effect,
  of: holds,
});

/** An effect that only the record can tell; where the arguments rule it out, nothing is read. */
export const whereRecord = (
  effect: Effect,
  read: (call: ReadCall) => Promise<boolean>,
  possible: (values: Values) => boolean = () => true,
): EffectOf => ({ effect, of: (values) => (possible(values) ? 'record' : false), read });
