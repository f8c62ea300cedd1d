/** Whoever calls by HTTP: an agent, or the person or automation behind it, as a token proves it. */
export interface Identity {
  /** The caller's name: that of its token, or the subject that the identity provider gives, as `sub@issuer-host`. */
  readonly name: string;
  /** An entry of the policy's `grants`; undefined: the policy's own rules. */
  readonly grant: string | undefined;
  /** What proved it: a token of ours, or one that an identity provider has signed. */
  readonly via: 'token' | 'oauth';
  /** When the proof ends by itself; undefined where it does not. */
  readonly expiresAt: Date | undefined;
}

/** Why nobody is let in, in the words of RFC 6750. */
export interface Unidentified {
  /** The status of the answer. 503: nobody can tell just now who it is. */
  readonly status: 401 | 403 | 429 | 503;
  /** Undefined where no token came at all: RFC 6750 wants no error told then. */
  readonly error?: 'invalid_token' | 'insufficient_scope';
  /** A sentence or two for whoever set the client up; ASCII, and no part of the token. */
  readonly description: string;
  readonly retryAfterS?: number;
}

/** What a request shows of who sends it. */
export interface Shown {
  /** The header `Authorization`, as it came. */
  readonly authorization: string | undefined;
  /** The IP address it came from: that of the client, where a proxy is trusted to name it. */
  readonly address: string;
  /**
   * It opened what stands open, and is asked for again: it is looked up whoever guesses at the same address. Left out, it came
   * with a request.
   */
  readonly isAskedAgain?: true;
}

/**
 * Tells who sends a request. Asked before each one: what is revoked is revoked for the next request, in every replica.
 * Never rejects: what can't be looked up is a 503.
 */
export interface Authenticator {
  identify(shown: Shown): Promise<Identity | Unidentified>;
  /**
   * The `WWW-Authenticate` header that goes with a 401 or 403. `resource` is the address that clients ask, such as
   * `https://mcp.example.com/mcp`.
   */
  challenge(refusal: Unidentified, resource: string): string;
  /**
   * The document at `/.well-known/oauth-protected-resource` (RFC 9728), as JSON can hold it; undefined where no identity
   * provider is set up.
   */
  resourceMetadata(resource: string): Readonly<Record<string, unknown>> | undefined;
  /** Whether anybody could be let in: there is a token, or an identity provider is set up. Rejects with a StoreFault. */
  isSetUp(): Promise<boolean>;
}

export const isIdentity = (told: Identity | Unidentified): told is Identity => 'name' in told;
