import { guardedGate } from '../../src/http/index.js';
import type { Authenticator, Identity } from '../../src/identities/index.js';

/** Tokens that a test hands out and takes back. */
export interface TestTokens {
  readonly authenticator: Authenticator;
  give(token: string, name: string, more?: Partial<Identity>): void;
  revoke(token: string): void;
  /** How often somebody asked who sends a request. */
  asked(): number;
}

/** An authenticator over a table. */
export function testTokens(tokens: Readonly<Record<string, string>>): TestTokens {
  const known = new Map<string, Identity>();
  const give: TestTokens['give'] = (token, name, more = {}) =>
    void known.set(token, { name, grant: undefined, via: 'token', expiresAt: undefined, ...more });
  for (const [token, name] of Object.entries(tokens)) give(token, name);
  let asked = 0;
  return {
    give,
    revoke: (token) => void known.delete(token),
    asked: () => asked,
    authenticator: {
      async identify({ authorization }) {
        asked += 1;
        if (authorization === undefined) return { status: 401, description: 'Show a token.' };
        const identity = known.get(authorization.replace(/^Bearer /, ''));
        return identity ?? { status: 401, error: 'invalid_token', description: 'This token opens nothing.' };
      },
      challenge: ({ error }) => `Bearer realm="whmcs"${error === undefined ? '' : `, error="${error}"`}`,
      resourceMetadata: () => undefined,
      isSetUp: async () => known.size > 0,
    },
  };
}

export const gateOf = ({ authenticator }: TestTokens) => guardedGate(authenticator);
