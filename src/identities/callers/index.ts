import { type AuthenticatorPorts, createAuthenticator } from './authenticator.js';

export { createTokens, InvalidToken, type Token, type Tokens } from './tokens.js';

/** Puts together what tells callers on HTTP apart. */
export async function openAuthenticator(ports: Omit<AuthenticatorPorts, 'signed'>) {
  return createAuthenticator({ ...ports, signed: undefined });
}
