import { createHash, hkdfSync } from 'node:crypto';
import type { Config } from '../config/index.js';
import { apiUrl } from '../whmcs/index.js';

/** Tells one WHMCS from another in a state that both use, however its address is written. */
export function installationIdOf(url: string): string {
  return createHash('sha256').update(apiUrl(url, true).href).digest('hex').slice(0, 12);
}

/** A key of this installation for one purpose; whoever has only the state can't guess what was digested with it. */
export function keyFor({ whmcs }: Pick<Config, 'whmcs'>, purpose: string): Uint8Array {
  const secret = whmcs.credentials.secret.reveal();
  return new Uint8Array(hkdfSync('sha256', secret, installationIdOf(whmcs.url), purpose, 32));
}
