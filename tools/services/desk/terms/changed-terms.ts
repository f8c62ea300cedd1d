import type { Body, Reads, Scene, Values } from '../../../../src/catalog/index.js';
import { amountOf } from '../../../../src/decimal.js';
import { isObject } from '../../../../src/json/index.js';
import { counted, daysBetween, listed, money, quoted, word } from '../../../../src/prose/index.js';
import {
  type Change,
  cycleOf,
  listPrice,
  productIn,
  productQuestion,
  timesCharged,
} from '../../../../src/records/index.js';

/** `“Web Plus”`; undefined where WHMCS shows no such product. */
export function readProductName(reads: Reads, pid: number): Promise<string | undefined> {
  return reads.look({
    name: `product ${pid}`,
    ...productQuestion(pid),
    pick(reply) {
      const row = productIn(reply, pid);
      return row && quoted(row.name);
    },
  });
}

/** The fields that are emptied, with what stands in them: `notes “moved”`. */
export function emptiedSentence(changes: readonly Change[]): string | undefined {
  const unset = changes.find(({ name }) => name === 'unset');
  if (unset === undefined) return undefined;
  const held = isObject(unset.before) ? unset.before : {};
  const names = (unset.after as readonly string[]).map((name) =>
    held[name] === undefined ? name : `${name} ${quoted(held[name], 60)}`,
  );
  return `Emptied: ${listed(names, 10)}.`;
}

/** What becomes of the recurring amount where the price list decides. */
export async function recalculatedSentence(
  { reads, values }: Scene,
  fields: Body | undefined,
  currency: string,
): Promise<string | undefined> {
  if (values.autorecalc !== true || fields === undefined) return undefined;
  const pid = Number(values.pid ?? fields.pid);
  const price = await reads.look({
    name: `the price of product ${pid}`,
    ...productQuestion(pid),
    pick(reply) {
      const row = productIn(reply, pid);
      return row && listPrice(row, currency, values.billingcycle ?? fields.billingcycle, row.paytype);
    },
  });
  const today = `today it is ${money(amountOf(fields.recurringamount), currency)}`;
  return price === undefined
    ? `The recurring amount becomes what the price list asks; ${today}.`
    : `The recurring amount becomes what the price list asks, ${money(price.recurring, currency)} before options and promotions; ${today}.`;
}

/** How often something is charged, in words, and how many times in so many days. */
interface Charging {
  readonly often: string;
  times(days: number): number;
}

/** What another due date does to what is charged for a service or an addon. */
export function dueDateSentence(
  fields: Body | undefined,
  values: Values,
  currency: string,
): string | undefined {
  const cycle = values.billingcycle ?? fields?.billingcycle;
  const charging =
    cycleOf(cycle) === undefined
      ? undefined
      : { often: word(cycle), times: (days: number) => timesCharged(cycle, days) };
  return movedDueDate(fields, values, currency, charging);
}

/** What another due date does to what is charged. @param charging undefined where nothing is charged again and again. */
export function movedDueDate(
  fields: Body | undefined,
  values: Values,
  currency: string,
  charging: Charging | undefined,
): string | undefined {
  const days = daysBetween(fields?.nextduedate, values.nextduedate);
  if (fields === undefined || days === undefined || days === 0) return undefined;
  const amount = amountOf(values.recurringamount ?? fields.recurringamount);
  const kept = 'An invoice that is made already for the old date stays as it is.';
  if (days < 0) return `It is charged ${counted(-days, 'day')} earlier. ${kept}`;
  if (charging === undefined || amount === undefined)
    return `It is charged ${counted(days, 'day')} later. ${kept}`;
  const times = charging.times(days);
  return `It is charged ${counted(days, 'day')} later: up to ${times === 1 ? 'one payment' : `${times} payments`} of ${money(amount, currency)} (${charging.often}) ${times === 1 ? 'is' : 'are'} not asked for. ${kept}`;
}
