import type { Log } from '../../log.js';
import type { Authenticator, Identity, Shown, Unidentified } from '../identity.js';
import { isIdentity } from '../identity.js';
import { challengeOf, metadataUrl } from './challenge.js';
import { RightLately } from './right-lately.js';
import { digestOf, formOf, isMadeHere } from './token-text.js';
import { createTokens, type TokenRows, type Tokens } from './tokens.js';
import { WrongTokens } from './wrong-tokens.js';

/** A token that lets nobody in. */
export interface Refused extends Unidentified {
  /** It did once, or would elsewhere: whoever sends it is not guessing. */
  readonly isGenuine?: true;
}

/** An identity provider that signs tokens for this server. */
export interface SignedTokens {
  /** Whom a signed token is for. Never rejects. */
  identify(text: string): Promise<Identity | Refused>;
  /** The address of this server as the provider knows it, where it is one. */
  readonly resource: string | undefined;
  readonly issuer: string;
  /** Scopes that let somebody in. */
  readonly scopes: readonly string[];
}

/** What is asked of the shared state. */
export interface TokenState {
  readonly tokens: TokenRows;
  readonly changes: {
    /** Calls back after anybody has changed tokens, and whenever word of that may have been missed. */
    watch(topic: 'tokens', listener: () => void): unknown;
    /** Whether word comes at this moment. */
    isTold(): boolean;
  };
}

export interface AuthenticatorPorts {
  /** The shared state. Rejects with a StoreFault. */
  state(): Promise<TokenState>;
  /** Undefined where no identity provider is set up. */
  readonly signed: SignedTokens | undefined;
  /** For how long whose a token is holds without being looked up, in milliseconds, while the state can't be read. */
  readonly knownForMs: number;
  now(): Date;
  log: Log;
}

/** Tokens of identity providers have some thousand characters at most; headers have a bound of their own. */
const LONGEST = 16_384;

const BEARER = /^Bearer +([\w.~+/-]+=*) *$/i;

const NO_TOKEN: Unidentified = {
  status: 401,
  description: 'A token is needed, in a header Authorization: Bearer and the token.',
};

const refused = (description: string): Unidentified => ({ status: 401, error: 'invalid_token', description });

const NO_BEARER = refused('The header Authorization has to be the word Bearer, a space and one token.');
const MISTYPED = refused('This is no whole token: a letter of it was lost or changed on the way.');
const UNKNOWN = refused('There is no such token, or it was revoked.');
const EXPIRED: Refused = { ...refused('The token has expired.'), isGenuine: true };
const FOREIGN = refused('This is no token of this server.');
const UNREADABLE: Unidentified = {
  status: 503,
  description: 'The state that holds the tokens can not be read just now. Try again in a moment.',
  retryAfterS: 5,
};

export function createAuthenticator(ports: AuthenticatorPorts): Authenticator {
  const { signed, now, log } = ports;
  const wrong = new WrongTokens(now);
  const right = new RightLately(ports.knownForMs);
  let opened: Tokens | undefined;

  async function tokens(): Promise<Tokens> {
    if (opened === undefined) {
      const { tokens, changes } = await ports.state();
      // Where word stops coming, the state is away, and nobody can change it.
      changes.watch('tokens', () => changes.isTold() && right.forgetWhose());
      opened = createTokens(tokens);
    }
    return opened;
  }

  /**
   * Whose it was lately. A state that can't be read lets only reads through; that a read needs no state is for the policy to
   * say, not for whom it is. Not for longer than that: the token may have been revoked just before.
   */
  function lastKnown(digest: string): Identity | Refused {
    const at = now();
    const identity = right.whose(digest, at);
    if (identity?.expiresAt !== undefined && identity.expiresAt <= at) return EXPIRED;
    return identity ?? UNREADABLE;
  }

  async function ofOurs(digest: string): Promise<Identity | Refused> {
    try {
      const known = await tokens();
      const { changes } = right;
      const token = await known.find(digest);
      if (token === undefined) return UNKNOWN;
      const at = now();
      const { name, grant, expiresAt } = token;
      if (expiresAt !== undefined && expiresAt <= at) return EXPIRED;
      known.noteUse(digest, at).catch((error) => log('debug', 'token.unnoted', { name, error }));
      const identity: Identity = { name, grant, via: 'token', expiresAt };
      right.learn(digest, { identity, at, changes });
      return identity;
    } catch (error) {
      log('warn', 'token.unreadable', { error });
      return lastKnown(digest);
    }
  }

  function identifyToken(text: string, digest: string): Promise<Identity | Refused> | Refused {
    // What was right before has all its letters.
    const form = isMadeHere(text) && right.has(digest) ? 'ours' : formOf(text);
    if (form === 'ours') return ofOurs(digest);
    if (form === 'mistyped') return MISTYPED;
    return signed?.identify(text) ?? FOREIGN;
  }

  async function look(text: string, digest: string, address: string): Promise<Identity | Unidentified> {
    const told = await identifyToken(text, digest);
    if (isIdentity(told)) {
      right.add(digest);
      return told;
    }
    if (told.status !== 401) return told;
    right.remove(digest);
    return told.isGenuine ? told : counted(told, address);
  }

  function counted(told: Unidentified, address: string): Unidentified {
    wrong.count(address);
    const slowed = wrong.waitS(address) > 0;
    log(slowed ? 'warn' : 'info', 'token.refused', { address, why: told.description });
    return told;
  }

  async function identify({ authorization, address, isAskedAgain }: Shown): Promise<Identity | Unidentified> {
    if (authorization === undefined || authorization.trim() === '') return NO_TOKEN;
    const [, text] = authorization.length > LONGEST ? [] : (BEARER.exec(authorization) ?? []);
    const digest = text === undefined ? '' : digestOf(text);
    if (text !== undefined && (isAskedAgain || right.has(digest))) return look(text, digest, address);
    const waitS = await wrong.begin(address);
    if (waitS > 0) {
      const description = `Too many wrong tokens came from this address. Try again in ${waitS} s.`;
      return { status: 429, description, retryAfterS: waitS };
    }
    try {
      return text === undefined ? counted(NO_BEARER, address) : await look(text, digest, address);
    } finally {
      wrong.end(address);
    }
  }

  const resourceOf = (asked: string) => signed?.resource ?? asked;

  return {
    identify,
    challenge(refusal, resource) {
      if (signed === undefined) return challengeOf(refusal, {});
      const metadata = metadataUrl(resourceOf(resource));
      // The scopes are asked for from the start, so that nobody has to sign in twice.
      return challengeOf(refusal, { metadata, scopes: signed.scopes });
    },
    resourceMetadata(resource) {
      return (
        signed && {
          resource: resourceOf(resource),
          authorization_servers: [signed.issuer],
          bearer_methods_supported: ['header'],
          ...(signed.scopes.length > 0 && { scopes_supported: signed.scopes }),
          resource_name: 'whmcs-mcp',
        }
      );
    },
    isSetUp: async () => signed !== undefined || (await tokens()).wereMade(),
  };
}
