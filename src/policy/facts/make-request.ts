import {
  FACTS,
  type FactFields,
  type FactName,
  type FactSource,
  type LookedUp,
  type Open,
  type PolicyRequest,
  type RequestFacts,
} from './request.js';
import type { SessionFacts } from './roots.js';
import { UNAVAILABLE, UNKNOWN } from './unknown.js';

/** The effects come with the call where its arguments settle them. */
type CallRequest = Omit<PolicyRequest, Exclude<LookedUp, 'effects'> | 'session'> & {
  readonly session: Open<SessionFacts>;
};

const namesWhere = (holds: (source: FactSource) => boolean) =>
  Object.entries<FactSource>(FACTS).flatMap(([name, source]) => (holds(source) ? [name as FactName] : []));
const LOOKED_UP = namesWhere(({ lookedUp }) => lookedUp);
const RECORDED = namesWhere(({ recorded }) => recorded);

const all = <T>(names: readonly FactName[], value: T) =>
  Object.fromEntries(names.map((name) => [name, value])) as Record<FactName, T>;
const NOTHING_KNOWN: RequestFacts = all(
  namesWhere(() => true),
  UNKNOWN,
);
const LOST: Pick<RequestFacts, LookedUp> = all(LOOKED_UP, UNAVAILABLE);

/** A request about every call of a tool: its decision holds whatever the arguments and the records. */
export function anyCall(
  tool: string,
  known: Partial<Pick<RequestFacts, 'caller' | 'effects'>> & Pick<PolicyRequest, 'switches' | 'install'> = {},
): PolicyRequest {
  return { ...NOTHING_KNOWN, ...known, tool };
}

/** A request about one call, before anything was looked up. Spelled out, since each call makes one. */
export function oneCall(call: CallRequest): PolicyRequest {
  const { tool, switches, install, caller, args, effects, session, at } = call;
  return {
    tool,
    switches,
    install,
    args,
    context: UNKNOWN,
    money: UNKNOWN,
    mail: UNKNOWN,
    effects,
    caller,
    session,
    client: UNKNOWN,
    at,
  };
}

/** The same request once nothing more will be looked up: each looked-up fact is UNAVAILABLE, and so counts against the call. */
export function withoutLookUps(request: PolicyRequest): PolicyRequest {
  const effects = request.effects === UNKNOWN ? LOST.effects : request.effects;
  return { ...request, ...LOST, effects, granted: UNAVAILABLE };
}

/** The facts of a request that the journal keeps; it drops what is UNKNOWN or UNAVAILABLE. */
export function recordedFacts(request: PolicyRequest): Partial<RequestFacts> {
  const recorded: Record<string, unknown> = {};
  for (const name of RECORDED) recorded[name] = request[name];
  return recorded;
}

/** The request of a recorded call. A fact that was not looked up then is UNKNOWN. */
export function recordedCall(
  call: Pick<PolicyRequest, 'tool' | 'install' | 'args' | 'caller' | 'at'>,
  recorded: FactFields,
): PolicyRequest {
  const kept = RECORDED.map((name) => [name, Object.hasOwn(recorded, name) ? recorded[name] : UNKNOWN]);
  return { ...NOTHING_KNOWN, ...Object.fromEntries(kept), ...call };
}
