import { createHash, timingSafeEqual } from 'node:crypto';

/** How a secret is kept in memory: whoever reads a dump of it can't use what stands there. */
export function digestOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** Compares without telling by the time it takes how much of a guess was right, or how long the secret is. */
export function sameSecret(one: string, other: string): boolean {
  return timingSafeEqual(
    createHash('sha256').update(one).digest(),
    createHash('sha256').update(other).digest(),
  );
}

/** 256 random bits, for an address or a cookie. */
export function newSecret(random: (bytes: number) => Uint8Array): string {
  return Buffer.from(random(32)).toString('base64url');
}
