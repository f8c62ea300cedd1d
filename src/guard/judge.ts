import type { Ask, RecordKind, Tool, Values } from '../catalog/index.js';
import type { Log } from '../log.js';
import { type Decision, decide, type Policy, type Request, UNAVAILABLE, UNKNOWN } from '../policy/index.js';
import { askingOnce } from '../records/index.js';
import type { Switches } from '../terms.js';
import { type Fields, type Subject, subjectOf } from './records.js';
import type { Session } from './session.js';
import { stakeOf } from './stakes.js';

/** Who calls, and what has reached them. */
type Asker = Pick<Session, 'caller' | 'tainted'>;

/** The reads of one call: each question is put to WHMCS once, for the decision, the preview and the turn. */
export interface CallReads {
  readonly ask: Ask;
  /** The records that the call names, as far as they were read. */
  readonly subject: Subject;
  readonly at: Date;
}

/** A decision, and what it was made on. */
export interface Judgement {
  readonly decision: Decision;
  readonly request: Request;
}

export interface Judge {
  /** Without arguments: what would hold for every call of the tool. */
  early(tool: Tool, policy: Policy, asker: Pick<Asker, 'caller'>): Decision;
  /** With arguments and without any record: what would hold whatever WHMCS holds. */
  unread(tool: Tool, policy: Policy, asker: Asker, values: Values): Judgement;
  /** Nothing is read before it is asked for. */
  readsFor(tool: Tool, values: Values): CallReads;
  /** With arguments, and with what WHMCS holds where a rule asks for that. Never `open`. */
  full(tool: Tool, policy: Policy, asker: Asker, values: Values, reads: CallReads): Promise<Judgement>;
}

type Lookups = Pick<Request, 'context' | 'money' | 'client'>;

/** All that a decision can wait for, each looked up once at most. */
const MOST_ROUNDS = 10;

export function createJudge(ports: { switches: Switches; ask: Ask; now(): Date; log: Log }): Judge {
  const { switches, now, log } = ports;

  const base = (tool: Tool, { caller }: Pick<Asker, 'caller'>) => ({
    tool: tool.name,
    switches,
    caller: { ...caller },
  });

  const requestOf = (tool: Tool, asker: Asker, values: Values, at: Date): Request => ({
    ...base(tool, asker),
    args: values,
    effects: tool.effects(values),
    session: { tainted: asker.tainted },
    at,
  });

  /** Looks up what a decision waits for. What can't be had is UNAVAILABLE, which every rule counts as its worst. */
  async function lookUp(
    tool: Tool,
    values: Values,
    { subject, ask }: CallReads,
    { needs }: Decision,
  ): Promise<Lookups> {
    const failed =
      (what: string) =>
      (error: unknown): typeof UNAVAILABLE => {
        log('warn', 'context.unavailable', { tool: tool.name, what, error });
        return UNAVAILABLE;
      };
    const records = needs.records as readonly RecordKind[];
    const fields: (Fields | typeof UNAVAILABLE)[] = await Promise.all(
      records.map((kind) => subject.record(kind).catch(failed(kind))),
    );
    const result: Lookups = {
      context: Object.fromEntries(records.map((kind, index) => [kind, fields[index] ?? UNAVAILABLE])),
    };
    if (needs.client) result.client = await subject.clientId().catch(failed('client'));
    if (needs.money) {
      const stake = await stakeOf(tool, values, subject, ask).catch(failed('money'));
      // Null says that no money is at stake; what speaks of it then fails as a missing path does.
      result.money = stake === undefined ? null : stake === UNAVAILABLE ? stake : { ...stake };
    }
    return result;
  }

  const waits = ({ needs }: Decision) => needs.records.length > 0 || needs.money || needs.client;

  return {
    early: (tool, policy, asker) =>
      decide(policy, { ...base(tool, asker), args: UNKNOWN, session: UNKNOWN, at: UNKNOWN }),

    unread(tool, policy, asker, values) {
      const request = requestOf(tool, asker, values, now());
      return { decision: decide(policy, request), request };
    },

    readsFor(tool, values) {
      const at = now();
      const ask = askingOnce(ports.ask);
      return { ask, subject: subjectOf(tool, values, ask, at), at };
    },

    async full(tool, policy, asker, values, reads) {
      let request = requestOf(tool, asker, values, reads.at);
      let decision = decide(policy, request);
      for (let round = 0; round < MOST_ROUNDS && decision.outcome === 'open' && waits(decision); round += 1) {
        const { context, ...rest } = await lookUp(tool, values, reads, decision);
        const known = typeof request.context === 'object' ? request.context : {};
        const more = typeof context === 'object' ? context : {};
        request = { ...request, ...rest, context: { ...known, ...more } };
        decision = decide(policy, request);
      }
      if (decision.outcome !== 'open') return { decision, request };
      // Nobody looked it up, so nobody may rest on it.
      request = { ...request, context: UNAVAILABLE, money: UNAVAILABLE, client: UNAVAILABLE };
      return { decision: decide(policy, request), request };
    },
  };
}
