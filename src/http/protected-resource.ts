import type { Authenticator } from '../identities/index.js';
import { refusal, refuse } from './refuse.js';
import type { Route } from './routes.js';

const WELL_KNOWN = '/.well-known/oauth-protected-resource';

/**
 * Where clients read which identity provider signs people in (RFC 9728): at the address that belongs to the path that is
 * protected, and at the one of the whole server, which older clients ask. They hold nothing that is secret.
 */
export function protectedResourceRoutes(authenticator: Authenticator, path: string): Route[] {
  return [WELL_KNOWN, `${WELL_KNOWN}${path}`].map((address) => ({
    path: address,
    methods: ['GET'],
    handle(_request, response, { origin }) {
      const document = authenticator.resourceMetadata(`${origin}${path}`);
      if (document === undefined)
        return refuse(response, refusal(404, 'No identity provider is set up here.'));
      const body = JSON.stringify(document);
      response.writeHead(200, {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'cache-control': 'max-age=300',
        'x-content-type-options': 'nosniff',
      });
      response.end(body);
    },
  }));
}
