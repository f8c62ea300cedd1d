import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { errors, type JWTPayload, jwtVerify } from 'jose';
import {
  type Admission,
  ALGORITHMS,
  admissionsOf,
  fetchJson,
  LEEWAY_S,
  nameOf,
  Provider,
  ProviderFault,
  type ProviderPorts,
} from '../provider/index.js';

/** An identity provider that people sign in at. */
export interface SignInSettings {
  /** Letter by letter as it stands in its tokens. */
  readonly issuer: string;
  readonly clientId: string;
  /** Undefined for a public client, which PKCE alone protects. */
  readonly clientSecret: string | undefined;
  /** Asked for beside `openid`, such as `email` and `groups`. */
  readonly scopes: readonly string[];
  /** The claim of the ID token that names the person; with the same one an agent of theirs has the same name. */
  readonly nameClaim: string;
  readonly groupsClaim: string;
  /** Who may come in, and for the callers of which grant; all that fit count, and one without a grant means all callers. */
  readonly admissions: readonly Admission[];
}

/** What the browser that was sent away has to come back with. Kept on this side, for the one sign-in. */
export interface Leaving {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  /** Where the provider sends the browser back to, as it was told. */
  readonly home: string;
}

/** A person whom the provider has signed in. */
export interface SignedIn {
  readonly name: string;
  /** Other names that the provider knows this person by: none of them lets anybody in. */
  readonly alsoKnownAs: readonly string[];
  /** The grants whose callers they decide for, of every group of theirs; undefined: of all callers. */
  readonly grants: readonly string[] | undefined;
}

/** Why nobody is signed in, as a sentence for the person. */
export interface NotSignedIn {
  readonly why: string;
}

/** Sign-in by OpenID Connect: authorization code with PKCE, state and nonce. */
export interface SignIn {
  /**
   * Where the browser goes.
   * @param home the address of this server that the provider sends it back to; registered there letter by letter
   */
  begin(home: string): Promise<{ readonly url: string; readonly leaving: Leaving } | NotSignedIn>;
  /** @param answer the query that the browser came back with */
  finish(answer: URLSearchParams, leaving: Leaving): Promise<SignedIn | NotSignedIn>;
}

const random = () => randomBytes(32).toString('base64url');
const hashOf = (text: string) => createHash('sha256').update(text).digest();
const isSame = (one: string, other: string) => timingSafeEqual(hashOf(one), hashOf(other));

const AWAY: NotSignedIn = {
  why: 'The identity provider can not be reached just now. Try again in a moment.',
};
const BROKEN: NotSignedIn = { why: 'The identity provider did not say in a valid way who you are.' };
const ELSEWHERE: NotSignedIn = {
  why: 'This sign-in was not begun here, or took too long. Begin it again.',
};
const REFUSED: NotSignedIn = { why: 'The identity provider did not sign you in.' };
const NOT_ADMITTED: NotSignedIn = { why: 'You are signed in, but nothing lets you in here.' };

/** A secret as HTTP Basic takes it (RFC 6749, 2.3.1): encoded as a form first. */
function basic(id: string, secret: string): string {
  const encoded = (text: string) => new URLSearchParams({ '': text }).toString().slice(1);
  return `Basic ${Buffer.from(`${encoded(id)}:${encoded(secret)}`).toString('base64')}`;
}

/** Every name under which an agent of the same person may call, by whichever claim it is named. */
function namesIn(claims: JWTPayload, issuer: string): string[] {
  const said = ['email', 'preferred_username', 'upn'].map((claim) => claims[claim]);
  const names = said.filter((name): name is string => typeof name === 'string' && name !== '');
  return [`${claims.sub}@${new URL(issuer).host}`, ...names];
}

/** An address that the provider has not checked names nobody: whoever has an account may have typed it in. */
function checkedClaims(claims: JWTPayload): JWTPayload {
  if (claims.email_verified === true) return claims;
  const { email: _unchecked, ...rest } = claims;
  return rest;
}

export function createSignIn(settings: SignInSettings, ports: ProviderPorts): SignIn {
  const { issuer, clientId, clientSecret } = settings;
  const provider = new Provider(issuer, ports);

  /** Trades the code for an ID token. Nothing else that comes with it is kept. */
  async function idTokenFor(code: string, { verifier, home }: Leaving): Promise<unknown> {
    const { token_endpoint_auth_methods_supported: methods } = await provider.metadata();
    const isPosted = Array.isArray(methods) && !methods.includes('client_secret_basic');
    const body = new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: home,
      code_verifier: verifier,
      ...((clientSecret === undefined || isPosted) && { client_id: clientId }),
      ...(clientSecret !== undefined && isPosted && { client_secret: clientSecret }),
    });
    const headers: Record<string, string> =
      clientSecret === undefined || isPosted ? {} : { authorization: basic(clientId, clientSecret) };
    const answer = await fetchJson(await provider.address('token_endpoint'), {
      method: 'POST',
      body,
      headers,
    });
    return answer?.id_token;
  }

  async function claimsOf(idToken: string, { nonce }: Leaving): Promise<JWTPayload | undefined> {
    const { payload } = await jwtVerify(idToken, provider.find, {
      algorithms: ALGORITHMS,
      issuer,
      audience: clientId,
      clockTolerance: LEEWAY_S,
      requiredClaims: ['exp', 'iat', 'sub', 'nonce'],
      currentDate: ports.now(),
    });
    // A token for several clients was asked for by one of them.
    const isForOthers = Array.isArray(payload.aud) && payload.aud.length > 1;
    if ((isForOthers || payload.azp !== undefined) && payload.azp !== clientId) return undefined;
    return typeof payload.nonce === 'string' && isSame(payload.nonce, nonce) ? payload : undefined;
  }

  /** Whether the answer comes from this provider (RFC 9207): another one could have sent the browser here. */
  async function isOurs(answer: URLSearchParams): Promise<boolean> {
    const { authorization_response_iss_parameter_supported: always } = await provider.metadata();
    const named = answer.get('iss');
    return named === null ? always !== true : named === issuer;
  }

  function personOf(claims: JWTPayload): SignedIn | NotSignedIn {
    const checked = checkedClaims(claims);
    const admissions = admissionsOf(checked, settings);
    if (admissions.length === 0) return NOT_ADMITTED;
    const grants = admissions.map(({ grant }) => grant);
    const name = nameOf(checked, settings);
    return name === undefined
      ? BROKEN
      : {
          name,
          alsoKnownAs: namesIn(claims, issuer),
          grants: grants.every((grant) => grant !== undefined) ? [...new Set(grants)] : undefined,
        };
  }

  function refusalOf(error: unknown): NotSignedIn {
    if (error instanceof ProviderFault) {
      ports.log('warn', 'sign_in.unreachable', { issuer, why: error.message });
      const isRefusal = error.status !== undefined && error.status >= 400 && error.status < 500;
      return isRefusal ? REFUSED : AWAY;
    }
    if (!(error instanceof errors.JOSEError)) throw error;
    ports.log('warn', 'sign_in.refused', { issuer, why: error.code });
    return BROKEN;
  }

  return {
    async begin(home) {
      const leaving = { state: random(), nonce: random(), verifier: random(), home };
      try {
        const url = new URL(await provider.address('authorization_endpoint'));
        const parameters = {
          response_type: 'code',
          client_id: clientId,
          redirect_uri: home,
          scope: [...new Set(['openid', ...settings.scopes])].join(' '),
          state: leaving.state,
          nonce: leaving.nonce,
          code_challenge: hashOf(leaving.verifier).toString('base64url'),
          code_challenge_method: 'S256',
        };
        for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
        return { url: url.href, leaving };
      } catch (error) {
        return refusalOf(error);
      }
    },
    async finish(answer, leaving) {
      if (!isSame(answer.get('state') ?? '', leaving.state)) return ELSEWHERE;
      try {
        if (!(await isOurs(answer))) return ELSEWHERE;
        const code = answer.get('code');
        if (code === null || answer.has('error')) return REFUSED;
        const idToken = await idTokenFor(code, leaving);
        if (typeof idToken !== 'string') return BROKEN;
        const claims = await claimsOf(idToken, leaving);
        return claims === undefined ? BROKEN : personOf(claims);
      } catch (error) {
        return refusalOf(error);
      }
    },
  };
}
