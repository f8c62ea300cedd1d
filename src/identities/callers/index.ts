import type { OAuthSettings } from '../provider/settings.js';
import { type AuthenticatorPorts, createAuthenticator } from './authenticator.js';

export { createTokens, InvalidToken, type Token, type Tokens } from './tokens.js';

/** Puts together what tells callers on HTTP apart. */
export async function openAuthenticator({
  oauth,
  ...ports
}: Omit<AuthenticatorPorts, 'signed'> & { readonly oauth: OAuthSettings | undefined }) {
  if (oauth === undefined) return createAuthenticator({ ...ports, signed: undefined });
  const { createSignedTokens } = await import('./oauth/index.js');
  return createAuthenticator({ ...ports, signed: createSignedTokens(oauth, ports) });
}
