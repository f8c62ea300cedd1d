import type { Journal } from '../../audit/index.js';
import type { Ask, ReadCall, RecordKind, Tool, Values } from '../../catalog/index.js';
import type { Log } from '../../log.js';
import {
  anyCall,
  clientScopes,
  type Decision,
  decide,
  isSettled,
  type LookedUp,
  needsLookUp,
  oneCall,
  type Policy,
  type PolicyRequest,
  UNAVAILABLE,
  UNKNOWN,
  withoutLookUps,
} from '../../policy/index.js';
import { type AskOnce, askingOnce, namedFact, namedFacts, type OwnWrites } from '../../records/index.js';
import type { Switches } from '../../terms.js';
import type { Concerned } from '../clients/named-clients.js';
import type { Seen, Sending } from '../seen/seen.js';
import type { Caller } from '../session.js';
import type { Asker, Attempt } from './attempt.js';
import { type EffectsOfCalls, effectsOfCalls, type GuardEffect } from './effects.js';
import { NoRecord, type Subject, subjectOf } from './named-records.js';
import { reasonOf } from './reasons.js';

/** The reads of one call: each question is put to WHMCS once, for the decision, the preview and the turn. */
export interface CallReads {
  readonly ask: AskOnce;
  /** The records that the call names, as far as they were read. */
  readonly subject: Subject;
  readonly at: Date;
}

/** A decision, and what it was made on. */
export interface Judgement {
  readonly decision: Decision;
  readonly request: PolicyRequest;
}

export interface Judge {
  /** Without arguments: what would hold for every call of the tool. */
  early(tool: Tool, policy: Policy, asker: Pick<Asker, 'caller'>): Decision;
  /** With arguments and without any record: what would hold whatever WHMCS holds. */
  unread(tool: Tool, policy: Policy, asker: Asker, values: Values): Judgement;
  /** With arguments, and with whether the caller is granted the clients of all that they name; nothing else is read. */
  ofClients(tool: Tool, policy: Policy, caller: Caller, values: Values): Promise<Judgement>;
  /** Nothing is read before it is asked for. */
  readsFor(tool: Tool, values: Values): CallReads;
  /** With arguments, and with what WHMCS holds where a rule asks for that. Never `open`. */
  full(tool: Tool, policy: Policy, asker: Asker, values: Values, reads: CallReads): Promise<Judgement>;
}

/** The decision on whatever call of a tool a caller makes under a policy, and the effects that it was made with. */
interface Standing {
  readonly decision: Decision;
  readonly effects: PolicyRequest['effects'];
}

/** How each fact that is looked up is found, but for records, which are many. */
type LookUps = {
  readonly [F in Exclude<LookedUp, 'context'>]: (
    attempt: Attempt,
    reads: CallReads,
  ) => Promise<PolicyRequest[F]>;
};

const sendingOf = ({ tool, values, asker }: Attempt): Sending => ({ tool, values, caller: asker.caller });
const readCall = ({ values }: Attempt, { ask, at }: CallReads): ReadCall => ({ values, ask, now: at });

/** The client concerned; a guest by the address, where a ticket is nobody's. */
async function concerned({ tool }: Attempt, { subject }: CallReads, guestKey: (email: string) => string) {
  try {
    return await subject.clientId();
  } catch (error) {
    if (!(error instanceof NoRecord) || tool.names.ticket === undefined) throw error;
    const { clientid, email } = await subject.record('ticket');
    if (clientid !== 0 || typeof email !== 'string' || email === '') throw error;
    return guestKey(email);
  }
}

const lookUpsWith = (seen: Seen, effects: EffectsOfCalls): LookUps => ({
  client: (attempt, reads) => concerned(attempt, reads, seen.guestKey),
  async mail(attempt, reads) {
    if (!attempt.tool.canReach) return null;
    const { certain, open } = effects.told(attempt);
    return { ...(await seen.mail(sendingOf(attempt), reads, [...certain, ...open].includes('mail'))) };
  },
  async money(attempt, reads) {
    const stake = await attempt.tool.money?.(readCall(attempt, reads));
    // Null says that no money is at stake; what speaks of it then fails as a missing path does.
    return stake === undefined ? null : { ...stake };
  },
  effects: (attempt, reads) => effects.read(attempt, readCall(attempt, reads)),
});

/** Whether the caller is granted the clients of all that the call names, and whom it concerns. */
async function grantedTo(attempt: Attempt, { grants }: Policy, { ask }: CallReads): Promise<Concerned> {
  const [{ concernedBy }, { createGrantedClients }] = await Promise.all([
    import('../clients/named-clients.js'),
    import('../clients/granted-clients.js'),
  ]);
  const scopes = clientScopes(grants, attempt.asker.caller);
  return concernedBy(attempt, createGrantedClients(scopes, ask), ask);
}

/** All that a decision can wait for, each looked up once at most. */
const MOST_ROUNDS = 10;

interface JudgePorts {
  switches: Switches;
  /** The name of the WHMCS, where a file names them. */
  install: string | undefined;
  ask: Ask;
  /** Of this WHMCS alone. */
  journal: Pick<Journal, 'calls'>;
  seen: Seen;
  now(): Date;
  log: Log;
  /** Effects that depend on the session, beside those of the tools. */
  effects?: readonly GuardEffect[];
}

export function createJudge(ports: JudgePorts): Judge {
  const { switches, install, now, log } = ports;
  const effects = effectsOfCalls(ports.effects);
  const lookUps = lookUpsWith(ports.seen, effects);
  const own: OwnWrites = {
    ticketTexts: async (since) =>
      (await import('../journal/ticket-texts.js')).ticketTextsSince(ports.journal, since),
  };

  function requestOf(attempt: Attempt, at: Date): PolicyRequest {
    const { tool, values, asker } = attempt;
    const { certain, open } = effects.told(attempt);
    return oneCall({
      tool: tool.name,
      switches,
      install,
      caller: { ...asker.caller },
      args: values,
      effects: open.length === 0 ? certain : UNKNOWN,
      session: asker.session,
      at,
    });
  }

  /** Looks up what a decision waits for. What can't be had is UNAVAILABLE, which every rule counts as its worst. */
  async function lookUp(
    attempted: Attempt,
    { policy, reads }: { policy: Policy; reads: CallReads },
    request: PolicyRequest,
    { needs }: Pick<Decision, 'needs'>,
  ): Promise<PolicyRequest> {
    const reasons: Record<string, string> = { ...request.reasons };
    async function attempt<T>(what: string, work: Promise<T>): Promise<T | typeof UNAVAILABLE> {
      try {
        return await work;
      } catch (error) {
        log('warn', 'context.unavailable', { tool: attempted.tool.name, what, error });
        reasons[what] = reasonOf(error);
        return UNAVAILABLE;
      }
    }
    if (needs.granted) {
      // Alone: what else is read, and how long that takes, would tell of records that are none of the caller's.
      const told = await attempt('granted', grantedTo(attempted, policy, reads));
      return { ...request, reasons, ...(told === UNAVAILABLE ? { granted: told } : told) };
    }
    /** A record, with those of its fields that cost a read of their own where the policy names them. */
    async function recordOf(kind: RecordKind) {
      const fields = await attempt(`context.${kind}`, reads.subject.record(kind));
      const named = namedFacts(kind).filter((name) => policy.names(`context.${kind}.${name}`));
      if (fields === UNAVAILABLE || named.length === 0) return fields;
      const at = { ask: reads.ask, now: reads.at, own };
      const more = named.map(
        async (name) =>
          [name, await attempt(`context.${kind}.${name}`, namedFact(kind, name, fields, at))] as const,
      );
      return { ...fields, ...Object.fromEntries(await Promise.all(more)) };
    }

    const records = needs.records as readonly RecordKind[];
    const fields = await Promise.all(records.map(async (kind) => [kind, await recordOf(kind)] as const));
    const facts: Record<string, unknown> = {};
    for (const name of Object.keys(lookUps) as (keyof LookUps)[]) {
      if (needs[name]) facts[name] = await attempt<unknown>(name, lookUps[name](attempted, reads));
    }
    const known = typeof request.context === 'object' ? request.context : {};
    return { ...request, ...facts, reasons, context: { ...known, ...Object.fromEntries(fields) } };
  }

  function readsFor(tool: Tool, values: Values): CallReads {
    const at = now();
    const ask = askingOnce(ports.ask);
    return { ask, subject: subjectOf(tool, values, ask, at), at };
  }

  const standings = new WeakMap<Policy, WeakMap<Caller, Map<Tool, Standing>>>();

  function standingOf(tool: Tool, policy: Policy, caller: Caller): Standing {
    const byCaller = standings.get(policy) ?? new WeakMap<Caller, Map<Tool, Standing>>();
    standings.set(policy, byCaller);
    const byTool = byCaller.get(caller) ?? new Map<Tool, Standing>();
    byCaller.set(caller, byTool);
    const known = byTool.get(tool);
    if (known !== undefined) return known;
    // What any call of a tool that reads does is known beforehand: nothing, as a rule.
    const told =
      tool.risk === 'read'
        ? effects.told({ tool, values: {}, asker: { caller, session: UNAVAILABLE } })
        : undefined;
    const certain = told?.open.length === 0 ? told.certain : UNKNOWN;
    const request = anyCall(tool.name, {
      caller: { ...caller },
      switches,
      install,
      effects: certain,
    });
    const standing: Standing = { decision: decide(policy, request), effects: request.effects };
    byTool.set(tool, standing);
    return standing;
  }

  /** Decides anew only where the arguments, the session or the time could lead to another decision. */
  function decideOn(tool: Tool, policy: Policy, caller: Caller, request: PolicyRequest): Decision {
    const standing = standingOf(tool, policy, caller);
    const holds = isSettled(standing.decision) && request.effects === standing.effects;
    return holds ? standing.decision : decide(policy, request);
  }

  return {
    early: (tool, policy, { caller }) => standingOf(tool, policy, caller).decision,

    unread(tool, policy, asker, values) {
      const request = requestOf({ tool, values, asker }, now());
      return { decision: decideOn(tool, policy, asker.caller, request), request };
    },

    async ofClients(tool, policy, caller, values) {
      const attempted: Attempt = { tool, values, asker: { caller, session: UNAVAILABLE } };
      const reads = readsFor(tool, values);
      const known = { ...anyCall(tool.name, { caller: { ...caller }, switches, install }), args: values };
      const needs = { ...decide(policy, known).needs, granted: true };
      const request = await lookUp(attempted, { policy, reads }, known, { needs });
      return { decision: decide(policy, request), request };
    },

    readsFor,

    async full(tool, policy, asker, values, reads) {
      const attempted: Attempt = { tool, values, asker };
      let request = requestOf(attempted, reads.at);
      let decision = decideOn(tool, policy, asker.caller, request);
      for (let round = 0; round < MOST_ROUNDS && decision.outcome === 'open'; round += 1) {
        if (!needsLookUp(decision.needs)) break;
        request = await lookUp(attempted, { policy, reads }, request, decision);
        decision = decide(policy, request);
      }
      if (decision.outcome !== 'open') return { decision, request };
      // Nobody looked it up, so nobody may rest on it.
      request = withoutLookUps(request);
      return { decision: decide(policy, request), request };
    },
  };
}
