import { type Body, idOf } from '../catalog/index.js';
import { amountOf, type Decimal } from '../decimal.js';
import { oneLine } from '../prose/index.js';

/** How each format of WHMCS's writes an amount, by its number; the signs that it puts between thousands and before cents. */
const FORMATS: Readonly<Record<number, { thousands: string; cents: string }>> = {
  1: { thousands: '', cents: '.' },
  2: { thousands: ',', cents: '.' },
  3: { thousands: '.', cents: ',' },
  4: { thousands: ',', cents: '' },
};

/**
 * The amount in a text such as `$-8.67 USD`, by the marks and the format of its currency, a row of GetCurrencies; undefined
 * where it is written in any other way: a point that stands for thousands must not be taken for one before cents.
 */
export function pricedAmount(text: unknown, currency: Body): Decimal | undefined {
  const format = FORMATS[idOf(currency.format) ?? 0];
  if (format === undefined) return undefined;
  const [prefix, suffix] = [oneLine(currency.prefix).trim(), oneLine(currency.suffix).trim()];
  let digits = oneLine(text).trim();
  if (!digits.startsWith(prefix) || !digits.endsWith(suffix)) return undefined;
  digits = digits.slice(prefix.length, digits.length - suffix.length).trim();
  const isGrouped = format.thousands !== '' && digits.includes(format.thousands);
  const [whole = '', fraction, ...more] = format.cents === '' ? [digits] : digits.split(format.cents);
  if (more.length > 0 || (fraction !== undefined && !/^\d{2}$/.test(fraction))) return undefined;
  const groups = isGrouped ? whole.split(format.thousands) : [whole];
  const isPlain = /^-?\d+$/.test(groups.join('')) && groups.slice(1).every((group) => /^\d{3}$/.test(group));
  if (!isPlain || (isGrouped && !/^-?\d{1,3}$/.test(groups[0] ?? ''))) return undefined;
  return amountOf(`${groups.join('')}.${fraction ?? '00'}`);
}
