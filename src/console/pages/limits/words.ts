import { html } from 'hono/html';
import { decimalOf, textOf, ZERO } from '../../../decimal.js';
import type { LimitStatus } from '../../../guard/index.js';
import { plain } from '../../../plain.js';
import { figure } from '../../../policy/words/index.js';
import { CALENDARS } from '../../../terms.js';
import type { ConsoleContext } from '../../context.js';
import { clock, type Html } from '../format.js';
import { switchedOn } from '../tools/switched-on.js';

/** How full a counter is, 0 to 1; only for the bar and the order, since amounts are decimal text. */
export function fullness({ used, max }: LimitStatus): number {
  const most = Number(max);
  if (!(most > 0)) return 1;
  return Math.min(1, Math.max(0, Number(used) / most));
}

/** Nothing was counted in its window. */
export const isUntouched = ({ used, approved = '0', max }: LimitStatus): boolean =>
  !(Number(used) > 0) && !(Number(approved) > 0) && Number(max) > 0;

const isMoney = ({ amount }: LimitStatus) => amount === 'money.amount';

/** `1,234.50`, as decimal text. */
export const amountOf = (limit: LimitStatus, text: string): string => plain(figure(text, isMoney(limit)));

const ACTS: Readonly<Record<string, string>> = {
  read: 'look things up',
  write: 'change records',
  execute: 'make a server or a registrar act',
  financial: 'move or spend money',
  destructive: 'delete, cancel or terminate',
};

const MOST_NAMED = 3;

/** What is limited, by the tools that it counts: `Record a payment`, `15 tools that change records`. */
export function limitedOf(limit: LimitStatus, context: Pick<ConsoleContext, 'describe' | 'tools'>): string {
  const tools = switchedOn(limit.tools, context);
  if (tools.length <= MOST_NAMED)
    return tools.map((tool) => plain(context.describe(tool)?.title ?? tool)).join(', ');
  const known = context.tools();
  const classes = new Set(tools.map((tool) => known.find(({ name }) => name === tool)?.class));
  const [only = ''] = classes;
  const act = classes.size === 1 ? ACTS[only] : undefined;
  return `${tools.length} tools${act === undefined ? '' : ` that ${act}`}`;
}

/** `of 20 calls per hour left`, after the number that is left. */
export function ofHowMuch(limit: LimitStatus): string {
  const { window, max, amount } = limit;
  const what = amount === undefined ? ' calls' : isMoney(limit) ? ' at stake' : ` of ${plain(amount)}`;
  const per = CALENDARS.some((calendar) => calendar === window) ? `per ${window}` : `in ${plain(window)}`;
  return `of ${amountOf(limit, max)}${what} ${per} left`;
}

/** What is left, as decimal text; nothing where more than all was used. */
export function leftOf(limit: LimitStatus): string {
  const left = (decimalOf(limit.max) ?? ZERO).minus(decimalOf(limit.used) ?? ZERO);
  return amountOf(limit, left.lt(0) ? '0' : textOf(left));
}

/** ` until 14:00`, where something was counted. */
export const untilReset = ({ resetsAt }: LimitStatus, now: Date): Html | string =>
  resetsAt === undefined ? '' : html` until ${clock(resetsAt, now)}`;
