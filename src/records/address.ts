import { decoded } from '../entities.js';

/** An address as mail servers tell it from another: without what can't be seen, in small letters. */
export const sameAddress = (address: unknown): string =>
  decoded(address)
    .normalize('NFKC')
    .replace(/\p{Cf}|\s/gu, '')
    .replace(/\.+$/, '')
    .toLowerCase();
