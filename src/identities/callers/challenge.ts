import type { Unidentified } from '../identity.js';

/** The address of the metadata of a resource (RFC 9728, 3.1): its own path comes after the well-known one. */
export function metadataUrl(resource: string): string {
  const { origin, pathname, search } = new URL(resource);
  const path = pathname === '/' ? '' : pathname;
  return `${origin}/.well-known/oauth-protected-resource${path}${search}`;
}

/** A parameter's value as RFC 9110 lets it stand between quotes. */
const quoted = (value: string) => `"${value.replace(/[^\x20-\x7e]/g, '?').replace(/["\\]/g, "'")}"`;

/** `WWW-Authenticate` of an answer (RFC 6750, 3; RFC 9728, 5.1). */
export function challengeOf(
  { error, description }: Unidentified,
  offered: { metadata?: string; scopes?: readonly string[] },
): string {
  const parameters: (readonly [name: string, value: string])[] = [
    ['realm', 'whmcs-mcp'],
    ...(offered.metadata === undefined ? [] : ([['resource_metadata', offered.metadata]] as const)),
    ...(error === undefined
      ? []
      : ([
          ['error', error],
          ['error_description', description],
        ] as const)),
    ...(offered.scopes === undefined || offered.scopes.length === 0
      ? []
      : ([['scope', offered.scopes.join(' ')]] as const)),
  ];
  return `Bearer ${parameters.map(([name, value]) => `${name}=${quoted(value)}`).join(', ')}`;
}
