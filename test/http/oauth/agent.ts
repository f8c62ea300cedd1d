import type { OAuthClientProvider } from '@modelcontextprotocol/sdk/client/auth.js';
import { UnauthorizedError } from '@modelcontextprotocol/sdk/client/auth.js';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { expect, onTestFinished } from 'vitest';
import { agentOf } from '../../harness.js';
import { Browser } from './browser.js';

const HOME = 'http://127.0.0.1:1/callback';

/** What an agent's program keeps while it signs its user in. */
class Keeper implements OAuthClientProvider {
  readonly redirectUrl = HOME;
  readonly clientMetadata = {
    client_name: 'an agent',
    redirect_uris: [HOME],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
  };
  sentTo: URL | undefined;
  #client: ReturnType<OAuthClientProvider['clientInformation']>;
  #tokens: ReturnType<OAuthClientProvider['tokens']>;
  #verifier = '';

  clientInformation = () => this.#client;
  saveClientInformation: NonNullable<OAuthClientProvider['saveClientInformation']> = (client) => {
    this.#client = client;
  };
  tokens = () => this.#tokens;
  saveTokens: OAuthClientProvider['saveTokens'] = (tokens) => {
    this.#tokens = tokens;
  };
  redirectToAuthorization = (url: URL) => {
    this.sentTo = url;
  };
  saveCodeVerifier = (verifier: string) => {
    this.#verifier = verifier;
  };
  codeVerifier = () => this.#verifier;
}

/** Connects as an agent does that knows nothing but an address; its user signs in where it is sent to. */
export async function signedIn(resource: URL, name: string) {
  const keeper = new Keeper();
  const transport = () => new StreamableHTTPClientTransport(resource, { authProvider: keeper });
  const first = transport();
  const client = () => new Client({ name: 'agent', version: '1.0.0' });
  await expect(client().connect(first as Transport)).rejects.toThrow(UnauthorizedError);
  const back = await new Browser().signIn(keeper.sentTo ?? resource, name, HOME);
  await first.finishAuth(back.searchParams.get('code') ?? '');
  const connected = client();
  await connected.connect(transport() as Transport);
  onTestFinished(() => connected.close());
  const { access_token: token = '' } = (await keeper.tokens()) ?? {};
  return { agent: agentOf(connected, () => ''), token, keeper };
}
