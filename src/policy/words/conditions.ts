import type { Effect } from '../../terms.js';
import type { Condition, Operator } from '../rules/condition.js';

/** What a call does, as the end of "where it …". */
export const EFFECT_WORDS: Readonly<Record<Effect, string>> = {
  mail: 'sends somebody a message',
  money: 'changes what somebody owes, owns or pays',
  control: 'changes who can sign in, who is written to or who holds a domain',
  disclosure: 'can reach somebody other than the client it concerns',
  impersonation: 'would stand there as if somebody else had written it',
  provisioning: 'makes a server act',
  registrar: 'makes a registrar act',
  irreversible: 'can not be undone by any call',
  secret: 'makes, sets or hands over a credential',
};

const COMPARED: Readonly<Record<Exclude<Operator, 'exists'>, string>> = {
  eq: 'is',
  neq: 'is not',
  in: 'is one of',
  not_in: 'is none of',
  lt: 'is under',
  lte: 'is at most',
  gt: 'is above',
  gte: 'is at least',
  regex: 'matches',
  contains: 'contains',
};

const NAMES: Readonly<Record<string, string>> = {
  'money.amount': 'the amount at stake',
  'money.currency': 'the currency',
  'mail.recipients': 'the number of recipients',
  'mail.outsiders': 'the number of recipients who are strangers',
  'caller.name': 'the name of the caller',
  'caller.grant': 'the grant of the caller',
  'time.hour': 'the hour',
  'time.weekday': 'the weekday',
  'time.date': 'the date',
  'time.schedule': 'the time',
  'session.tainted': "whether the session has read outsiders' text",
  effects: 'what it does',
};

function nameOf({ text, rootName, names }: Condition['path']): string {
  const known = NAMES[text];
  if (known !== undefined) return known;
  const [first = '', ...more] = names;
  if (rootName === 'args') return `the argument ${names.join('.')}`;
  if (rootName === 'context') return `${more.join('.')} of the ${first}`;
  return text;
}

const written = (value: unknown): string =>
  Array.isArray(value)
    ? value.map(written).join(', ')
    : typeof value === 'string'
      ? value
      : JSON.stringify(value);

const isEffect = (value: unknown): value is Effect =>
  typeof value === 'string' && Object.hasOwn(EFFECT_WORDS, value);

/** A condition in words, as the end of "where …": `the amount at stake is above 500.00`. */
export function conditionInWords({ path, op, value }: Condition): string {
  if (path.text === 'effects' && op === 'contains' && isEffect(value)) return `it ${EFFECT_WORDS[value]}`;
  if (path.text === 'session.tainted' && op === 'eq' && typeof value === 'boolean')
    return value ? "the session has read outsiders' text" : "the session has read none of outsiders' text";
  const name = nameOf(path);
  if (op === 'exists') return `${name} is ${value === false ? 'not ' : ''}there`;
  return `${name} ${COMPARED[op]} ${written(value)}`;
}

/** Conditions that hold together; undefined where there is none. */
export function allInWords(conditions: readonly Condition[]): string | undefined {
  return conditions.length === 0 ? undefined : conditions.map(conditionInWords).join(' and ');
}
