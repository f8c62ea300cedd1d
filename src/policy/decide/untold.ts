import type { FactPath } from '../facts/paths.js';
import type { FactName, RuleInput } from '../facts/request.js';
import { UNAVAILABLE } from '../facts/unknown.js';
import type { Limit, Rule } from '../rules/rules.js';

const SUBJECTS: Readonly<Partial<Record<FactName | 'granted', string>>> = {
  granted: 'whose record this call names could not be told',
  effects: 'what this call does could not be worked out',
  money: 'the amount at stake could not be told',
  mail: 'whom this call reaches could not be told',
  client: 'which client this call concerns could not be told',
  session: 'whether text of outsiders was read in this session could not be told',
  at: 'the time could not be told',
};

const NO_REASON = 'the record could not be read';

/** The fact that a path reads, as `PolicyRequest.reasons` names it. */
const nameOf = ({ fact, names }: FactPath) => (fact === 'context' ? `context.${names[0] ?? ''}` : fact);

function inWords(name: string, input: RuleInput): string {
  const [fact, record] = name.split('.') as [FactName | 'granted', string | undefined];
  const reason = input.request.reasons?.[name];
  if (record !== undefined)
    return `the ${record} could not be read${reason === undefined ? '' : ` (${reason})`}`;
  return `${SUBJECTS[fact] ?? name} (${reason ?? NO_REASON})`;
}

function sentence(names: readonly (string | undefined)[], input: RuleInput): string | undefined {
  const told = [...new Set(names)].flatMap((name) => (name === undefined ? [] : [inWords(name, input)]));
  return told.length === 0 ? undefined : told.join(', and ');
}

/**
 * What a rule counts against a call for want of a fact, and why that is not to be had; undefined where what it says of the
 * call is known to be so. Never holds a value.
 */
export function untoldBy(rule: Rule, input: RuleInput): string | undefined {
  const truths = rule.conditions.map((condition) => condition.test(input));
  // What is required and does not hold is known.
  if (rule.kind === 'require' && truths.includes('no')) return undefined;
  const lost = rule.conditions.filter(({ path }) => path.read(input) === UNAVAILABLE);
  return sentence(
    lost.map(({ path }) => nameOf(path)),
    input,
  );
}

/** That a fact is not to be had, which no rule of the file asks for, and why. */
export const untoldFact = (name: 'granted', input: RuleInput): string => inWords(name, input);

/** The same of a limit that can't be counted. */
export function uncountedBy({ amount, scope }: Limit, input: RuleInput): string | undefined {
  const isLost = amount?.read(input) === UNAVAILABLE;
  const clientLost = scope === 'client' && input.request.client === UNAVAILABLE;
  return sentence([isLost ? nameOf(amount) : undefined, clientLost ? 'client' : undefined], input);
}
