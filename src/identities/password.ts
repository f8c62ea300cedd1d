import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';

/** What one guess costs: memory of 128 * N * r bytes, p times over. */
interface Cost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

// OWASP's Password Storage Cheat Sheet counts this as strong as 128 MB once; a sign-in must not take that much memory.
const COST: Cost = { N: 2 ** 15, r: 8, p: 3 };
const SALT_BYTES = 16;
const HASH_BYTES = 32;

function derive(password: string, salt: Uint8Array, { N, r, p }: Cost): Promise<Buffer> {
  const options: ScryptOptions = { N, r, p, maxmem: 256 * N * r };
  return new Promise((resolve, reject) => {
    scrypt(password, salt, HASH_BYTES, options, (error, hash) =>
      error === null ? resolve(hash) : reject(error),
    );
  });
}

const spell = (salt: Uint8Array, hash: Uint8Array, { N, r, p }: Cost) =>
  ['scrypt', N, r, p, Buffer.from(salt).toString('base64url'), Buffer.from(hash).toString('base64url')].join(
    '$',
  );

const SPELLING = /^scrypt\$(\d{4,7})\$(\d{1,2})\$(\d{1,2})\$([\w-]{22})\$([\w-]{43})$/;

/** A salted digest, with all that it takes to check a password against it later. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  return spell(salt, await derive(password, salt, COST), COST);
}

/** Stands in for a person who does not exist: as much work as any, and no password fits. */
export const NOBODYS = spell(new Uint8Array(SALT_BYTES), new Uint8Array(HASH_BYTES), COST);

/** False, too, for a digest that can't be read. */
export async function isPasswordOf(stored: string, password: string): Promise<boolean> {
  const [, N, r, p, salt = '', hash = ''] = SPELLING.exec(stored) ?? [];
  if (N === undefined) return false;
  const cost = { N: Number(N), r: Number(r), p: Number(p) };
  const found = await derive(password, Buffer.from(salt, 'base64url'), cost);
  return timingSafeEqual(found, Buffer.from(hash, 'base64url'));
}
