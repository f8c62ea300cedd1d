import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** The form in which a secret is kept: a dump of the memory holds nothing that signs in. */
export function digestOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** Compares in constant time, which also hides the secret's length. */
export function sameSecret(one: string, other: string): boolean {
  return timingSafeEqual(
    createHash('sha256').update(one).digest(),
    createHash('sha256').update(other).digest(),
  );
}

/** 256 random bits in base64url, for an address or a cookie. */
export function newSecret(random: (bytes: number) => Uint8Array): string {
  return Buffer.from(random(32)).toString('base64url');
}

/** The CSRF token of a session: made of its secret, so that it is kept nowhere. */
export function csrfOf(secret: string): string {
  return createHmac('sha256', secret).update('a form of the console').digest('base64url');
}
