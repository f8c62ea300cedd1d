import { hash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** So that people and scanners of repositories tell at a glance what it is. */
const PREFIX = 'whmcs_mcp_';
const SECRET_BYTES = 32;
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** As many digits of base 62 as 32 bytes take, and as a CRC of 32 bits takes. */
const SECRET_DIGITS = 43;
const CHECK_DIGITS = 6;

const TOKEN = new RegExp(`^${PREFIX}([0-9A-Za-z]{${SECRET_DIGITS}})([0-9A-Za-z]{${CHECK_DIGITS}})$`);

/** A whole number in base 62, which a double click selects whole. */
function spelled(number: bigint, length: number): string {
  let text = '';
  for (let rest = number; rest > 0n; rest /= 62n) text = `${DIGITS[Number(rest % 62n)]}${text}`;
  return text.padStart(length, '0');
}

const checkOf = (secret: string) => spelled(BigInt(crc32(PREFIX + secret)), CHECK_DIGITS);

/** A new token of 256 random bits. */
export function newToken(random: (bytes: number) => Uint8Array = randomBytes): string {
  const number = BigInt(`0x${Buffer.from(random(SECRET_BYTES)).toString('hex')}`);
  const secret = spelled(number, SECRET_DIGITS);
  return PREFIX + secret + checkOf(secret);
}

/** Whether a text begins as those that are printed here. */
export const isMadeHere = (text: string): boolean => text.startsWith(PREFIX);

/** `foreign`: nothing that was ever printed here begins so; `mistyped`: a letter was lost or changed on the way. */
export function formOf(text: string): 'ours' | 'mistyped' | 'foreign' {
  if (!isMadeHere(text)) return 'foreign';
  const [, secret = '', check] = TOKEN.exec(text) ?? [];
  return check !== undefined && checkOf(secret) === check ? 'ours' : 'mistyped';
}

/** What is kept of a token. So many random bits can't be guessed from their digest, however fast it is. */
export const digestOf = (token: string): string => hash('sha256', token, 'base64url');
