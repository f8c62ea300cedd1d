/** Decimal text to at most this many places; more is no amount of money anywhere. */
const PLACES = 8;
const DECIMAL = /^(-?)(\d{1,24})(?:\.(\d{1,8}))?$/;

/**
 * An exact number out of a JSON number or plain ASCII decimal text, scaled to an integer; undefined for anything
 * else: exponents, NaN, infinities, full-width digits, blanks. What a float prints as is what it counts as.
 */
export function decimalOf(value: unknown): bigint | undefined {
  if (typeof value !== 'number' && typeof value !== 'string') return undefined;
  const match = DECIMAL.exec(String(value));
  if (match === null) return undefined;
  const [, sign, whole = '0', fraction = ''] = match;
  const scaled = BigInt(whole + fraction.padEnd(PLACES, '0'));
  return sign === '-' ? -scaled : scaled;
}
