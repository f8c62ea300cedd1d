/** An exact number: `units` × 10^-`places`. */
interface Decimal {
  units: bigint;
  places: number;
}

/** Longer texts are no amounts; a bound keeps the arithmetic of one comparison cheap. */
const MAX_LENGTH = 64;
const PLAIN = /^(-?)(\d+)(?:\.(\d+))?$/;
const WITH_EXPONENT = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/;

function decimalOf(value: unknown): Decimal | undefined {
  if (typeof value === 'string' && value.length > MAX_LENGTH) return undefined;
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const text = String(value);
  const plain = PLAIN.exec(text);
  if (plain !== null) {
    const [, sign, whole = '', fraction = ''] = plain;
    return { units: BigInt(`${sign}${whole}${fraction}`), places: fraction.length };
  }
  // A finite number beyond what prints plainly, such as 1e21, is still a number; text in that form is not.
  const scientific = typeof value === 'number' ? WITH_EXPONENT.exec(text) : null;
  if (scientific === null) return undefined;
  const [, sign, whole = '', fraction = '', exponent] = scientific;
  const places = fraction.length - Number(exponent);
  const units = BigInt(`${sign}${whole}${fraction}`);
  return places >= 0 ? { units, places } : { units: units * 10n ** BigInt(-places), places: 0 };
}

function atPlaces({ units, places }: Decimal, wanted: number): bigint {
  return places === wanted ? units : units * 10n ** BigInt(wanted - places);
}

/** Whether it is a finite number or plain ASCII decimal text (`-?digits[.digits]`, at most 64 characters). */
export function isDecimal(value: unknown): value is string | number {
  if (typeof value === 'number') return Number.isFinite(value);
  return decimalOf(value) !== undefined;
}

/** Below, at or above zero; undefined when it is no decimal. */
export function signOf(value: unknown): -1 | 0 | 1 | undefined {
  const decimal = decimalOf(value);
  if (decimal === undefined) return undefined;
  return decimal.units < 0n ? -1 : decimal.units > 0n ? 1 : 0;
}

/** Compares by value and exactly: "5.00" is 5. Undefined when either is no decimal. */
export function compareDecimals(a: unknown, b: unknown): -1 | 0 | 1 | undefined {
  // Two doubles are in the order of what they print as, and this is most of what a rule costs.
  if (typeof a === 'number' && typeof b === 'number' && Number.isFinite(a) && Number.isFinite(b)) {
    return a < b ? -1 : a > b ? 1 : 0;
  }
  const [left, right] = [decimalOf(a), decimalOf(b)];
  if (left === undefined || right === undefined) return undefined;
  const places = Math.max(left.places, right.places);
  const [x, y] = [atPlaces(left, places), atPlaces(right, places)];
  return x < y ? -1 : x > y ? 1 : 0;
}

/** The exact sum as decimal text without needless zeros: 0.10 + 0.20 is "0.3". Undefined when one is no decimal. */
export function addDecimals(a: unknown, b: unknown): string | undefined {
  const [left, right] = [decimalOf(a), decimalOf(b)];
  if (left === undefined || right === undefined) return undefined;
  const places = Math.max(left.places, right.places);
  return textOf({ units: atPlaces(left, places) + atPlaces(right, places), places });
}

/** Decimal text of a decimal, always the same for the same amount: "05.00" is "5". Undefined when it is none. */
export function decimalText(value: unknown): string | undefined {
  const decimal = decimalOf(value);
  return decimal === undefined ? undefined : textOf(decimal);
}

function textOf({ units, places }: Decimal): string {
  const digits = (units < 0n ? -units : units).toString().padStart(places + 1, '0');
  const whole = digits.slice(0, digits.length - places);
  const fraction = digits.slice(digits.length - places).replace(/0+$/, '');
  return `${units < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

// What a counter can hold: more would not add up exactly in a database's 64-bit integers.
const COUNTABLE = /^\d{1,12}(\.\d{1,6})?$/;

/** The amount as decimal text when a counter can hold it: not negative, at most 12 digits and 6 places. */
export function countable(value: unknown): string | undefined {
  const text = decimalText(value);
  return text !== undefined && COUNTABLE.test(text) ? text : undefined;
}
