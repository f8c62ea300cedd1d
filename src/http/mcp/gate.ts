import type { IncomingMessage } from 'node:http';
import type { Caller } from '../../guard/index.js';
import { type Authenticator, type Identity, isIdentity } from '../../identities/index.js';
import { type Refusal, refusal } from '../refuse.js';
import type { Asked } from '../routes.js';

/** How requests on HTTP are told from those on stdio, in rules and in the journal. */
const CHANNEL = 'http';

/** A caller that has proved who it is, and how to ask again. */
export interface Known {
  readonly caller: Caller;
  /** What it showed. Whoever shows the same is the same. */
  readonly proof: string;
  /** The proof lasts minutes, and the caller gets itself the next one. */
  readonly isRenewed: boolean;
  /** False once the proof does not hold any more. */
  stillIs(): Promise<boolean>;
}

export const isKnown = (known: Known | Refusal): known is Known => 'caller' in known;

/** Callers that are remembered. */
const MOST_CALLERS = 1_000;

/** Makes callers. One identity has one caller from request to request: what is known of that is found by the object. */
function callersOnce(): (identity: Identity) => Caller {
  const byGrant = new Map<string | undefined, Map<string, Caller>>();
  let count = 0;
  return ({ name, grant }) => {
    const known = byGrant.get(grant)?.get(name);
    if (known !== undefined) return known;
    const caller: Caller = { name, channel: CHANNEL, ...(grant === undefined ? {} : { grant }) };
    if (count >= MOST_CALLERS) {
      byGrant.clear();
      count = 0;
    }
    byGrant.set(grant, (byGrant.get(grant) ?? new Map<string, Caller>()).set(name, caller));
    count += 1;
    return caller;
  };
}

/** Tells who sends a request. */
export interface Gate {
  identify(request: IncomingMessage, asked: Asked): Promise<Known | Refusal>;
}

const UNTOLD = refusal(
  503,
  'The state that holds the tokens can not be read just now. Try again in a moment.',
  {
    headers: { 'retry-after': '5' },
  },
);

/** How long it is not asked again whether there is a token. */
const OPEN_MS = 1_000;

/**
 * Lets everybody in by one name until there is a token or an identity provider, and from then on whom the authenticator
 * knows: for a server that nobody but this machine reaches.
 */
export function openGate(name: string, authenticator: Authenticator): Gate {
  const guarded = guardedGate(authenticator);
  let isGuarded = false;
  let askedAt = Number.NEGATIVE_INFINITY;
  async function isOpen(): Promise<boolean> {
    if (isGuarded || performance.now() - askedAt < OPEN_MS) return !isGuarded;
    isGuarded = await authenticator.isSetUp();
    askedAt = performance.now();
    return !isGuarded;
  }
  const known: Known = {
    caller: { name, channel: CHANNEL },
    proof: '',
    isRenewed: false,
    stillIs: () => isOpen().catch(() => true),
  };
  return {
    async identify(request, asked) {
      try {
        return (await isOpen()) ? known : await guarded.identify(request, asked);
      } catch {
        return UNTOLD;
      }
    },
  };
}

/** Lets in whom the authenticator knows. */
export function guardedGate(authenticator: Authenticator): Gate {
  const callerOf = callersOnce();
  return {
    async identify({ headers: { authorization } }, { address, origin, path }) {
      const shown = { authorization, address };
      const told = await authenticator.identify(shown);
      if (!isIdentity(told)) {
        const { status, description, retryAfterS } = told;
        const challenges = status === 401 || status === 403;
        return refusal(status, description, {
          headers: {
            ...(challenges && { 'www-authenticate': authenticator.challenge(told, `${origin}${path}`) }),
            ...(retryAfterS !== undefined && { 'retry-after': String(retryAfterS) }),
          },
        });
      }
      const caller = callerOf(told);
      return {
        caller,
        proof: authorization ?? '',
        isRenewed: told.via === 'oauth',
        async stillIs() {
          const again = await authenticator.identify({ ...shown, isAskedAgain: true });
          // Who can't be told just now is who it was.
          if (!isIdentity(again)) return again.status === 429 || again.status === 503;
          return again.name === told.name && again.grant === told.grant;
        },
      };
    },
  };
}
