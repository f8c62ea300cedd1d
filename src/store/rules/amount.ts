import { InvalidClaim } from '../ports/counters.js';

const PLACES = 6;
const UNIT = 10n ** BigInt(PLACES);
// Twelve digits and six places are what sums in 64-bit integers hold with room to spare.
const DECIMAL = /^(\d{1,12})(?:\.(\d{1,6})0*)?$/;

/** Decimal text as a whole number of millionths. */
export function millionths(text: string, what: string): bigint {
  const match = DECIMAL.exec(text);
  if (match === null) {
    throw new InvalidClaim(
      `${what} must be decimal text with at most 12 digits before the point and ${PLACES} after it, without sign or exponent.`,
    );
  }
  const [, whole = '', fraction = ''] = match;
  return BigInt(whole + fraction.padEnd(PLACES, '0'));
}

export function textOfMillionths(amount: bigint): string {
  const fraction = (amount % UNIT).toString().padStart(PLACES, '0').replace(/0+$/, '');
  return `${amount / UNIT}${fraction === '' ? '' : `.${fraction}`}`;
}
