import { amountOf, type Decimal, parsedAmount, ZERO } from '../../src/decimal.js';
import { money, quoted } from '../../src/prose/index.js';
import type { TaxedLine } from '../../src/records/index.js';

/** A line of a quote, as a call gives it. */
export interface Line {
  readonly desc: string;
  readonly qty: number;
  readonly up: string;
  readonly discount: string;
  readonly taxable: boolean;
}

/** The discount is a percentage; cents are rounded as an invoice would have them. */
export function lineTotal({ qty, up, discount }: Line): Decimal {
  const full = (amountOf(up) ?? ZERO).times(qty);
  return full.minus(full.times(amountOf(discount) ?? ZERO).div(100)).round(2);
}

export function lineText(line: Line, currency: string): string {
  const off = Number(line.discount) === 0 ? '' : `, ${line.discount} % off`;
  return `${quoted(line.desc)} ${line.qty} × ${money(amountOf(line.up), currency)}${off}`;
}

export const afterDiscount = (line: Line): TaxedLine => ({ amount: lineTotal(line), taxed: line.taxable });
export const beforeDiscount = ({ qty, up, taxable }: Line): TaxedLine => ({
  amount: parsedAmount(up).times(qty),
  taxed: taxable,
});

/** A line as WHMCS takes it. */
export const sentLine = ({ desc, qty, up, discount, taxable }: Line) => ({
  desc,
  qty,
  up,
  discount,
  taxable: taxable ? '1' : '0',
});
