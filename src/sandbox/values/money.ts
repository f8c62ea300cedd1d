/** Money is a whole number of cents inside; text only at the edges, so that no sum passes through a fraction. */
export type Cents = number;

/** Reads a PHP-style number ("10", "10.5", "10.505 EUR"), rounding half away from zero; anything else is 0. */
export function parseCents(text: string): Cents {
  const match = /^\s*([+-]?)(\d*)(?:\.(\d*))?/.exec(text);
  const whole = match?.[2] ?? '';
  const fraction = (match?.[3] ?? '').padEnd(3, '0');
  const cents =
    Number(whole || '0') * 100 + Number(fraction.slice(0, 2)) + (Number(fraction[2]) >= 5 ? 1 : 0);
  return match?.[1] === '-' ? -cents : cents;
}

/** `1234` becomes `"12.34"`, the form WHMCS shows. */
export function amount(cents: Cents): string {
  const digits = String(Math.abs(cents)).padStart(3, '0');
  return `${cents < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** With the currency's marks: `"€12.34 EUR"`. */
export function priced(cents: Cents, currency: { prefix: string; suffix: string }): string {
  return `${currency.prefix}${amount(cents)}${currency.suffix}`;
}

/** `rate` is a percentage with three decimals, such as `"21.000"`. */
export function taxOn(cents: Cents, rate: string): Cents {
  const [whole = '0', fraction = ''] = rate.split('.');
  const thousandths = Number(whole) * 1000 + Number(fraction.padEnd(3, '0').slice(0, 3));
  return Math.round((cents * thousandths) / 100_000);
}
