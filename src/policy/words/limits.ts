import { decimalOf } from '../../decimal.js';
import { duration } from '../../duration.js';
import type { Window } from '../../terms.js';
import type { LimitRule } from '../rules/limits.js';

/** A limit or a budget in words, once for each rule. */
export interface LimitInWords {
  /** JSON pointer into the file. */
  readonly rule: string;
  /** `30 calls a minute, of each tool, for each caller`. */
  readonly words: string;
  readonly tools: readonly string[];
  /** Past it a person decides. */
  readonly isBudget: boolean;
  /** The grant it stands in. */
  readonly grant?: string;
}

const WHOM = { grant: 'for each caller', client: 'for each client', install: 'for all together' } as const;

const per = (window: Window): string =>
  'calendar' in window
    ? `${window.calendar === 'hour' ? 'an' : 'a'} ${window.calendar}`
    : `in ${duration(window.slidingSeconds * 1000)}`;

/** `1,234.50`: thousands apart, every decimal kept; money has two of them at least. */
export function figure(text: string, isMoney: boolean): string {
  const amount = decimalOf(text);
  if (amount === undefined) return text;
  const places = Math.max(isMoney ? 2 : 0, amount.c.length - amount.e - 1);
  const [whole = '', decimals] = amount.toFixed(places).split('.');
  const apart = whole.replace(/\B(?=(?:\d{3})+$)/g, ',');
  return decimals === undefined ? apart : `${apart}.${decimals}`;
}

function counted({ max, amount }: LimitRule): string {
  if (amount === undefined) return `${figure(max, false)} ${max === '1' ? 'call' : 'calls'}`;
  const isMoney = amount === 'money.amount';
  return isMoney ? `${figure(max, true)} at stake` : `${figure(max, false)} of ${amount}`;
}

/** `30 calls a minute, for each caller`; `isEach`: each tool has a counter of its own. */
function limitInWords(rule: LimitRule, isEach = false): string {
  const of = isEach ? ', of each tool' : '';
  const base = `${counted(rule)} ${per(rule.window)}${of}, ${WHOM[rule.scope]}`;
  return rule.part === undefined ? base : `${base}; past it a person decides`;
}

/** All limits of a policy in words: one that counts each tool for itself is told once. Pure. */
export function limitsInWords(rules: readonly LimitRule[]): LimitInWords[] {
  const ids = [...new Set(rules.map(({ id }) => id))];
  return ids.flatMap((rule) => {
    const same = rules.filter(({ id }) => id === rule);
    const [first] = same;
    if (first === undefined) return [];
    const { grant, part } = first;
    return [
      {
        rule,
        words: limitInWords(first, same.length > 1),
        tools: [...new Set(same.flatMap(({ tools }) => tools))],
        isBudget: part !== undefined,
        ...(grant === undefined ? {} : { grant }),
      },
    ];
  });
}
