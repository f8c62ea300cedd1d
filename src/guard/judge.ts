import type { Ask, RecordKind, Tool, Values } from '../catalog/index.js';
import type { Log } from '../log.js';
import { type Decision, decide, type Policy, type Request, UNAVAILABLE, UNKNOWN } from '../policy/index.js';
import { askingOnce } from '../records/index.js';
import type { Switches } from '../terms.js';
import { type Fields, type Subject, subjectOf } from './records.js';
import type { Session } from './session.js';
import { stakeOf } from './stakes.js';

/** Who asks, and what has reached them. */
type Asker = Pick<Session, 'caller' | 'tainted'>;

/** A decision, and all that it was made on. */
export interface Judged {
  decision: Decision;
  request: Request;
  /** The records that the call names, as far as they were read. */
  subject: Subject;
  /** Reads WHMCS, each question once for this call. */
  ask: Ask;
}

export interface Judge {
  /** Without arguments: what would hold for every call of the tool. */
  early(tool: Tool, policy: Policy, asker: Asker): Decision;
  /** With arguments, and with what WHMCS holds where a rule asks for that. Never `open`. */
  full(tool: Tool, policy: Policy, asker: Asker, values: Values): Promise<Judged>;
}

type Lookups = Pick<Request, 'context' | 'money' | 'client'>;

/** All that a decision can wait for, each looked up once at most. */
const MOST_ROUNDS = 10;

export function createJudge(ports: { switches: Switches; ask: Ask; now(): Date; log: Log }): Judge {
  const { switches, now, log } = ports;

  const base = (tool: Tool, { caller }: Asker) => ({ tool: tool.name, switches, caller: { ...caller } });

  /** Looks up what a decision waits for. What can't be had is UNAVAILABLE, which every rule counts as its worst. */
  async function lookUp(
    tool: Tool,
    values: Values,
    { subject, ask }: Pick<Judged, 'subject' | 'ask'>,
    { needs }: Decision,
  ): Promise<Lookups> {
    const failed =
      (what: string) =>
      (error: unknown): typeof UNAVAILABLE => {
        log('warn', 'context.unavailable', { tool: tool.name, what, error });
        return UNAVAILABLE;
      };
    const records = needs.records as readonly RecordKind[];
    const found: (Fields | typeof UNAVAILABLE)[] = await Promise.all(
      records.map((kind) => subject.record(kind).catch(failed(kind))),
    );
    const result: Lookups = {
      context: Object.fromEntries(records.map((kind, index) => [kind, found[index] ?? UNAVAILABLE])),
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

    async full(tool, policy, asker, values) {
      const at = now();
      const ask = askingOnce(ports.ask);
      const reads = { subject: subjectOf(tool, values, ask, at), ask };
      const session = { tainted: asker.tainted };
      let request: Request = {
        ...base(tool, asker),
        args: values,
        effects: tool.effects(values),
        session,
        at,
      };
      let decision = decide(policy, request);
      for (let round = 0; round < MOST_ROUNDS && decision.outcome === 'open' && waits(decision); round += 1) {
        const { context, ...rest } = await lookUp(tool, values, reads, decision);
        const known = typeof request.context === 'object' ? request.context : {};
        const more = typeof context === 'object' ? context : {};
        request = { ...request, ...rest, context: { ...known, ...more } };
        decision = decide(policy, request);
      }
      if (decision.outcome !== 'open') return { decision, request, ...reads };
      // Nobody looked it up, so nobody may rest on it.
      const rest = {
        context: UNAVAILABLE,
        money: UNAVAILABLE,
        client: UNAVAILABLE,
      } as const;
      request = { ...request, ...rest };
      return { decision: decide(policy, request), request, ...reads };
    },
  };
}
