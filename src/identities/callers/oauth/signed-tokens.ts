import { decodeProtectedHeader, errors, type JWTVerifyResult, jwtVerify } from 'jose';
import type { Identity } from '../../identity.js';
import {
  ALGORITHMS,
  admissionsOf,
  LEEWAY_S,
  nameOf,
  type OAuthSettings,
  Provider,
  ProviderFault,
  type ProviderPorts,
} from '../../provider/index.js';
import type { Refused, SignedTokens } from '../authenticator.js';
import { digestOf } from '../token-text.js';
import { isForApi, isForOthers, typeOf } from './token-kind.js';

/** Tokens whose signature was checked. */
const MOST_CHECKED = 1_000;

const refused = (description: string): Refused => ({ status: 401, error: 'invalid_token', description });
/** Signed by the provider: whoever sends it does not guess. */
const genuine = (description: string): Refused => ({ ...refused(description), isGenuine: true });

const NO_TOKEN = refused('This is no token of this server, and none that an identity provider signs.');
const ALGORITHM = refused('The token is signed in a way that is not taken here.');
const TYPE = refused('The token says of itself that it is no access token.');
const NO_KEY = refused('The identity provider has no key that this token is signed with.');
const SIGNATURE = refused('The signature of the token is wrong.');
const EXPIRED = genuine('The token has expired.');
const ID_TOKEN = genuine('This is an ID token, or made for something else. An access token is needed.');
const NO_KIND = genuine(
  'The token does not show that it is an access token: by the type at+jwt, or by a scope or client_id.',
);
const BOUND = genuine('The token is bound to a key of its holder (DPoP or mTLS), which is not checked here.');
const NOBODY = genuine('The token does not say in a usable way who it is for.');
const NOT_ADMITTED: Refused = {
  status: 403,
  error: 'insufficient_scope',
  description: 'None of the scopes and groups of this token lets anybody in.',
  isGenuine: true,
};
const UNREACHABLE: Refused = {
  status: 503,
  description: 'The identity provider can not be asked just now who this is. Try again in a moment.',
  retryAfterS: 10,
};

const CLAIMS: Readonly<Record<string, Refused>> = {
  aud: genuine('The token is for another audience.'),
  iss: genuine('The token is from another issuer.'),
  nbf: genuine('The token is not good yet.'),
};

function refusalOf(error: unknown): Refused {
  if (error instanceof ProviderFault) return UNREACHABLE;
  if (error instanceof errors.JWTExpired) return EXPIRED;
  if (error instanceof errors.JWTClaimValidationFailed)
    return CLAIMS[error.claim] ?? genuine('A claim of the token is missing or wrong.');
  if (error instanceof errors.JOSEAlgNotAllowed || error instanceof errors.JOSENotSupported) return ALGORITHM;
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys)
    return NO_KEY;
  if (error instanceof errors.JWSSignatureVerificationFailed) return SIGNATURE;
  return NO_TOKEN;
}

/** What a header says before any key is looked for; undefined where nothing is wrong with it. */
function wrongHeader(text: string): Refused | undefined {
  let header: ReturnType<typeof decodeProtectedHeader>;
  try {
    header = decodeProtectedHeader(text);
  } catch {
    return NO_TOKEN;
  }
  if (typeof header.alg !== 'string' || !ALGORITHMS.includes(header.alg)) return ALGORITHM;
  return typeOf(header) === undefined ? TYPE : undefined;
}

function identityOf(
  { payload: claims, protectedHeader }: JWTVerifyResult,
  settings: OAuthSettings,
): Identity | Refused {
  const type = typeOf(protectedHeader);
  if (type === undefined) return TYPE;
  if (isForOthers(claims)) return ID_TOKEN;
  if (!isForApi(type, claims)) return NO_KIND;
  if ('cnf' in claims) return BOUND;
  const [admission] = admissionsOf(claims, settings);
  if (admission === undefined) return NOT_ADMITTED;
  const name = nameOf(claims, settings);
  if (name === undefined) return NOBODY;
  return { name, grant: admission.grant, via: 'oauth', expiresAt: new Date((claims.exp ?? 0) * 1000) };
}

interface Checked {
  readonly identity: Identity;
  /** Of the keys that it was checked with. */
  readonly revision: number;
}

export function createSignedTokens(settings: OAuthSettings, ports: ProviderPorts): SignedTokens {
  const { issuer, audience } = settings;
  const keys = new Provider(issuer, ports);
  const checked = new Map<string, Checked>();

  function checkedBefore(digest: string): Identity | undefined {
    const known = checked.get(digest);
    if (known === undefined) return undefined;
    const ends = (known.identity.expiresAt?.getTime() ?? 0) + LEEWAY_S * 1000;
    if (known.revision === keys.revision && ports.now().getTime() < ends) return known.identity;
    checked.delete(digest);
    return undefined;
  }

  function verify(text: string): Promise<JWTVerifyResult> {
    return jwtVerify(text, keys.find, {
      algorithms: ALGORITHMS,
      issuer,
      audience,
      clockTolerance: LEEWAY_S,
      requiredClaims: ['exp'],
      currentDate: ports.now(),
    });
  }

  return {
    issuer,
    resource: /^https?:\/\//.test(audience) && URL.canParse(audience) ? audience : undefined,
    scopes: settings.admissions.filter(({ by }) => by === 'scope').map(({ value }) => value),
    async identify(text) {
      const wrong = wrongHeader(text);
      if (wrong !== undefined) return wrong;
      const digest = digestOf(text);
      try {
        await keys.ready();
        const known = checkedBefore(digest);
        if (known !== undefined) return known;
        const { revision } = keys;
        const told = identityOf(await verify(text), settings);
        if (!('name' in told)) return told;
        const [oldest] = checked.keys();
        if (checked.size >= MOST_CHECKED && oldest !== undefined) checked.delete(oldest);
        checked.set(digest, { identity: told, revision });
        return told;
      } catch (error) {
        return refusalOf(error);
      }
    },
  };
}
