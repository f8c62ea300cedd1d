import { type Conflict, type ConflictRule, idOf } from '../../src/catalog/index.js';
import { amountOf, parsedAmount, ZERO } from '../../src/decimal.js';
import { digits } from '../../src/prose/index.js';
import { clientRow, comparedRow, invoiceRecord, onlyIn, statusText } from '../../src/records/index.js';

const WHY_NOT_PAID: Readonly<Record<string, string>> = {
  Draft: 'Its client was not asked to pay it yet',
  Refunded: 'Its money went back to the client',
};

/** A payment that an invoice does not wait for: WHMCS books it all the same, and the client has credit that nobody meant. */
export const againstPayment: ConflictRule = async (call) => {
  const invoice = await comparedRow(invoiceRecord, call);
  if (invoice === undefined) return [];
  const named = `Invoice ${idOf(invoice.invoiceid) ?? ''}`;
  const status = String(invoice.status);
  if (status === 'Cancelled')
    return [{ says: `${named} is Cancelled, and WHMCS books no payment on it.`, certain: true }];
  const amount = parsedAmount(call.values.amount);
  if (status === 'Paid')
    return [{ says: `${named} is Paid: all of ${digits(amount)} would become credit of the client.` }];
  const found: Conflict[] = [];
  const why = WHY_NOT_PAID[status];
  if (why !== undefined) found.push({ says: `${named} is ${status}. ${why}.` });
  const open = amountOf(invoice.balance) ?? amountOf(invoice.total);
  if (open === undefined) return [...found, { says: `${named} does not show what is owed on it.` }];
  const owed = open.lt(ZERO) ? ZERO : open;
  if (amount.gt(owed)) {
    const excess = digits(amount.minus(owed));
    found.push({
      says: `${named} has ${digits(owed)} open: ${digits(amount)} is ${excess} more than is owed, which would become credit of the client.`,
    });
  }
  return found;
};

/** Credit that WHMCS would not apply. What can't be read here is left to WHMCS, which compares it once more. */
export const againstCredit: ConflictRule = async (call) => {
  const invoice = await comparedRow(invoiceRecord, call).catch(() => undefined);
  if (invoice === undefined) return [];
  const named = `Invoice ${idOf(invoice.invoiceid) ?? ''}`;
  const refused = (says: string): Conflict => ({ says, certain: true });
  if (invoice.status !== 'Unpaid')
    return [
      refused(`${named} is ${statusText(invoice.status)}, and WHMCS pays only Unpaid invoices from credit.`),
    ];
  const amount = parsedAmount(call.values.amount);
  const open = amountOf(invoice.balance);
  if (open?.lt(amount))
    return [
      refused(
        `${named} has ${digits(open)} open: ${digits(amount)} is more, and WHMCS takes no more than that from the credit.`,
      ),
    ];
  const client = await clientRow(call, idOf(invoice.userid)).catch(() => undefined);
  const credit = amountOf(client?.credit);
  return credit?.lt(amount)
    ? [refused(`The client has ${digits(credit)} of credit, which is less than ${digits(amount)}.`)]
    : [];
};

const publishesDrafts = onlyIn(invoiceRecord, 'publishes only', ['Draft']);

/** Publishing what is no draft. Where the same call sets another status, WHMCS decides in which order it takes the two. */
export const againstPublishing: ConflictRule = async (call) => {
  const { publish, publishandsendemail, status } = call.values;
  const publishes = publish === true || publishandsendemail === true;
  return publishes && status === undefined ? publishesDrafts(call) : [];
};
