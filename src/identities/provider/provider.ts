import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import type { Log } from '../../log.js';
import { fetchJson, ProviderFault } from './fetch-json.js';

/** Signatures by a key that only the provider has. A shared secret (HS256) could be its public key. */
export const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];
/** How far the clocks of the two machines may be apart. */
export const LEEWAY_S = 30;
/** Keys that are older are asked for anew, while they go on. */
const FRESH_MS = 10 * 60_000;
/** For so long a provider that does not answer is taken at its last word. */
const LAST_WORD_MS = 24 * 3_600_000;
/** Between two times of asking, however many tokens name keys that nobody knows. */
const COOLDOWN_MS = 30_000;
/** The same while there is no key at all. */
const FIRST_COOLDOWN_MS = 3_000;

/** What a provider says of itself (RFC 8414, OpenID Connect Discovery). */
export type Metadata = Readonly<Record<string, unknown>>;

interface Known {
  readonly metadata: Metadata;
  readonly find: JWTVerifyGetKey;
  /** The keys as text, to see whether they have changed. */
  readonly text: string;
  readonly at: number;
}

export interface ProviderPorts {
  now(): Date;
  log: Log;
}

const isLoopback = ({ hostname }: URL) => /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(hostname);

/** Whether that may be asked: by TLS, or on this machine where the provider itself is here. */
function isSafe(address: unknown, issuer: string): address is string {
  if (typeof address !== 'string' || !URL.canParse(address)) return false;
  const url = new URL(address);
  if (url.protocol === 'https:') return true;
  return url.protocol === 'http:' && isLoopback(url) && isLoopback(new URL(issuer));
}

/** Where a provider says what it is: OpenID Connect Discovery, then RFC 8414. */
function metadataAddresses(issuer: string): string[] {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/+$/, '');
  return [
    `${origin}${path}/.well-known/openid-configuration`,
    `${origin}/.well-known/oauth-authorization-server${path}`,
  ];
}

async function metadataOf(issuer: string): Promise<Metadata> {
  for (const address of metadataAddresses(issuer)) {
    const metadata = await fetchJson(address);
    if (metadata === undefined) continue;
    // Another provider's word must not stand in for this one's (RFC 8414, 3.3).
    if (metadata.issuer !== issuer) {
      throw new ProviderFault(
        `${address} says that the issuer is ${JSON.stringify(metadata.issuer)}, MCP_OAUTH_ISSUER says ${issuer}: they have to be the same, letter by letter`,
      );
    }
    return metadata;
  }
  throw new ProviderFault(`${issuer} has no metadata at ${metadataAddresses(issuer).join(' or ')}`);
}

function addressIn(metadata: Metadata, name: string, issuer: string): string {
  const address = metadata[name];
  if (isSafe(address, issuer)) return address;
  throw new ProviderFault(`${issuer} names no https:// address as its ${name}`);
}

/** What an identity provider says of itself and the keys that it signs with, as it published them last. */
export class Provider {
  readonly #issuer: string;
  readonly #ports: ProviderPorts;
  #known: Known | undefined;
  #loading: Promise<void> | undefined;
  #askedAt = Number.NEGATIVE_INFINITY;
  #fault = '';
  /** Moves whenever the keys are others: what was verified before has to be verified again. */
  revision = 0;

  constructor(issuer: string, ports: ProviderPorts) {
    this.#issuer = issuer;
    this.#ports = ports;
  }

  /** Has the keys ready. Rejects with a ProviderFault where there are none that still count. */
  async ready(): Promise<void> {
    const age = this.#age();
    if (age < FRESH_MS) return;
    if (age < LAST_WORD_MS) {
      // Nobody waits: the provider's last word still counts.
      void this.#load(COOLDOWN_MS);
      return;
    }
    await this.#load(FIRST_COOLDOWN_MS);
    if (this.#age() >= LAST_WORD_MS) throw new ProviderFault(this.#fault);
  }

  /** Rejects with a ProviderFault. */
  async metadata(): Promise<Metadata> {
    await this.ready();
    if (this.#known === undefined) throw new ProviderFault(this.#fault);
    return this.#known.metadata;
  }

  /** An address out of the metadata. Rejects with a ProviderFault where there is none that may be asked. */
  async address(name: 'authorization_endpoint' | 'token_endpoint'): Promise<string> {
    return addressIn(await this.metadata(), name, this.#issuer);
  }

  /** The key that a token names; asks once more where none is known. Rejects with an error of jose or a ProviderFault. */
  readonly find: JWTVerifyGetKey = async (header, token) => {
    await this.ready();
    try {
      return await this.#find(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      await this.#load(COOLDOWN_MS);
      // Whether it is a new one can't be told while nobody answers.
      if (this.#fault !== '') throw new ProviderFault(this.#fault);
      return this.#find(header, token);
    }
  };

  readonly #find: JWTVerifyGetKey = (header, token) => {
    if (this.#known === undefined) throw new ProviderFault(this.#fault);
    return this.#known.find(header, token);
  };

  #age(): number {
    return this.#known === undefined
      ? Number.POSITIVE_INFINITY
      : this.#ports.now().getTime() - this.#known.at;
  }

  /** Asks for the keys, unless that was done a short while ago. Never rejects. */
  #load(cooldownMs: number): Promise<void> {
    const now = this.#ports.now().getTime();
    if (this.#loading === undefined && now - this.#askedAt < cooldownMs) return Promise.resolve();
    this.#loading ??= this.#ask(now).finally(() => {
      this.#loading = undefined;
    });
    return this.#loading;
  }

  async #ask(at: number): Promise<void> {
    this.#askedAt = at;
    try {
      const metadata = await metadataOf(this.#issuer);
      const address = addressIn(metadata, 'jwks_uri', this.#issuer);
      const published = await fetchJson(address);
      if (published === undefined) throw new ProviderFault(`${address} is not there`);
      const text = JSON.stringify(published);
      if (text !== this.#known?.text) this.revision += 1;
      this.#known = { metadata, find: createLocalJWKSet(published as unknown as JSONWebKeySet), text, at };
      this.#fault = '';
    } catch (error) {
      this.#fault = error instanceof Error ? error.message : String(error);
      this.#ports.log('warn', 'oauth.unreachable', { issuer: this.#issuer, why: this.#fault });
    }
  }
}
