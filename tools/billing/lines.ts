import { z } from 'zod';
import { line } from '../../src/catalog/index.js';
import { amountOf, type Decimal, parsedAmount } from '../../src/decimal.js';
import { once } from '../../src/once.js';
import { money, quoted } from '../../src/prose/index.js';
import type { TaxedLine } from '../../src/records/index.js';

/** A line that an invoice gets. */
export const newLine = once(() =>
  z.strictObject({
    description: line.text(),
    amount: line.money({ sign: 'any' }),
    taxed: line.flag().default(false),
  }),
);

export interface Line {
  readonly id?: number;
  readonly description: string;
  readonly amount: string;
  readonly taxed?: boolean;
}

export const linesOf = (value: unknown): readonly Line[] => (Array.isArray(value) ? (value as Line[]) : []);

export const lineAmount = ({ amount }: Pick<Line, 'amount'>): Decimal => parsedAmount(amount);

export const taxedLine = (line: Line): TaxedLine => ({
  amount: lineAmount(line),
  taxed: line.taxed === true,
});

export const lineText = (line: { description?: unknown; amount?: unknown }, currency: string) =>
  `${quoted(line.description)} ${money(amountOf(line.amount), currency)}`;
