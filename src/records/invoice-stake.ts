import { type Body, listAt } from '../catalog/index.js';
import { amountOf, type Decimal, sum, ZERO } from '../decimal.js';
import { flagOf } from './field.js';
import { hasList } from './settled.js';
import { NoStake, signedAmount } from './stake.js';
import { NO_TAX, type TaxedLine, type TaxRates, TOTALLINGS, type Totalling } from './tax.js';

/** What a call makes of an invoice. What is left out stays as it is. */
export interface InvoiceEdit {
  /** Lines that replace those of the same id. */
  readonly edited: ReadonlyMap<number, TaxedLine>;
  readonly added: readonly TaxedLine[];
  readonly deleted: readonly number[];
  readonly rates: readonly [Decimal | undefined, Decimal | undefined];
  /** The credit on it afterwards, not what is added to it. */
  readonly credit: Decimal | undefined;
}

type PresentLine = TaxedLine & { readonly id: number };

const LINES = 'items.item';
/** What rounding each line for itself can make of a total. */
const ROUNDING = 0.01;

function linesOf(invoice: Body): PresentLine[] {
  if (!hasList(invoice, LINES)) throw new NoStake('the invoice does not show its lines');
  return listAt(invoice, LINES).map((row) => ({
    id: Number(row.id),
    amount: signedAmount(row.amount, 'a line'),
    // Taken as taxed where it is not said: the sum without tax is looked at beside it.
    taxed: flagOf(row.taxed) !== false,
  }));
}

/** The lines that the call leaves. A line that the invoice does not have may be one of another invoice: then nothing can be told. */
function linesAfter(lines: readonly PresentLine[], { edited, added, deleted }: InvoiceEdit): TaxedLine[] {
  const present = new Set(lines.map(({ id }) => id));
  for (const id of [...edited.keys(), ...deleted]) {
    if (!present.has(id)) throw new NoStake('the invoice has no such line');
  }
  const kept = lines.filter(({ id }) => !deleted.includes(id)).map((line) => edited.get(line.id) ?? line);
  return [...kept, ...added];
}

/** The rates of the invoice; those that it does not show matter only where something is taxed. */
function ratesOf(invoice: Body, isTaxed: boolean): TaxRates {
  const [one, two] = [amountOf(invoice.taxrate), amountOf(invoice.taxrate2)];
  if (one !== undefined && two !== undefined) return [one, two];
  if (isTaxed) throw new NoStake('the invoice does not show its tax rates');
  return NO_TAX;
}

/** Total with tax and before credit, as WHMCS has it. */
function grossOf(invoice: Body): Decimal {
  const parts = [invoice.subtotal, invoice.tax, invoice.tax2].map(amountOf);
  const known = parts.flatMap((part) => part ?? []);
  if (known.length === parts.length) return sum(known);
  return signedAmount(invoice.total, 'the total').plus(amountOf(invoice.credit) ?? ZERO);
}

/**
 * The amounts that are at stake where an invoice is changed: what it comes to before and after, with tax, their
 * difference, what is open on it, and the credit that is put on it or taken off. In the currency of its client.
 */
export function invoiceStakes(invoice: Body, edit: InvoiceEdit): Decimal[] {
  const before = linesOf(invoice);
  const after = linesAfter(before, edit);
  const isTaxed = [...before, ...after].some(({ taxed }) => taxed);
  const [setOne, setTwo] = edit.rates;
  const told = setOne !== undefined && setTwo !== undefined && !before.some(({ taxed }) => taxed);
  const rates = told ? NO_TAX : ratesOf(invoice, isTaxed);
  const ratesAfter: TaxRates = [setOne ?? rates[0], setTwo ?? rates[1]];
  const gross = grossOf(invoice);
  const credit = edit.credit === undefined ? ZERO : signedAmount(invoice.credit, 'the credit');
  const creditMoves = (edit.credit ?? ZERO).minus(credit);

  const isHow = (total: Totalling) =>
    total(before, rates)
      .minus(gross)
      .abs()
      .lte(ROUNDING * (before.length + 1));
  const fitting = TOTALLINGS.filter(isHow);
  const open = [invoice.total, invoice.balance].flatMap((value) => amountOf(value) ?? []);
  const amounts = (fitting.length > 0 ? fitting : TOTALLINGS).flatMap((total) => {
    const [was, becomes] = [total(before, rates), total(after, ratesAfter)];
    // Where WHMCS adds up in a way of its own, its total is what the lines are compared with.
    const from = fitting.length > 0 ? was : gross;
    const moves = becomes.minus(from);
    return [was, becomes, moves, moves.minus(creditMoves)];
  });
  return [...open, gross, creditMoves, ...amounts];
}
