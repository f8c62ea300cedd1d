import { randomBytes } from 'node:crypto';

/** Crockford's base 32: no I, L and O, which look like other digits, and no U. */
const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 8;
const SPELLING = new RegExp(`^([${DIGITS}]{4})([${DIGITS}]{4})$`);

const dashed = (digits: string) => `${digits.slice(0, 4)}-${digits.slice(4)}`;

/** A new id, short enough to read out over the phone: `7QKM-2X9D`. */
export function newApprovalId(random: (bytes: number) => Uint8Array = randomBytes): string {
  const digits = [...random(LENGTH)].map((byte) => DIGITS[byte % DIGITS.length]);
  return dashed(digits.join(''));
}

/** The canonical spelling of an id as somebody typed it; undefined if it can't be one. */
export function approvalIdOf(typed: string): string | undefined {
  const digits = typed.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1');
  return SPELLING.test(digits) ? dashed(digits) : undefined;
}
