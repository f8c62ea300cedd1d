import type { RecordKind, Tool, Values } from '../catalog/index.js';
import type { Log } from '../log.js';
import { type Decision, decide, type Policy, type Request, UNAVAILABLE, UNKNOWN } from '../policy/index.js';
import { type Ask, type Fields, type Subject, subjectOf } from './records.js';
import { stakeOf } from './stakes.js';

export interface Switches {
  readonly readOnly: boolean;
  readonly destructive: 'off' | 'all' | readonly string[] | undefined;
  readonly toolsets: readonly string[] | undefined;
}

/** Who calls. The name is ours to give: nothing that the caller says about itself stands here. */
export interface Caller {
  readonly name: string;
  readonly channel: string;
}

/** A decision, and all that it was made on. */
export interface Judged {
  decision: Decision;
  request: Request;
}

export interface Judge {
  /** Without arguments: what would hold for every call of the tool. */
  early(tool: Tool, policy: Policy, caller: Caller): Decision;
  /** With arguments, and with what WHMCS holds where a rule asks for that. Never `open`. */
  full(tool: Tool, policy: Policy, caller: Caller, values: Values): Promise<Judged>;
}

type Lookups = Pick<Request, 'context' | 'money' | 'client'>;

/** All that a decision can wait for, each looked up once at most. */
const MOST_ROUNDS = 10;

export function createJudge(ports: { switches: Switches; ask: Ask; now(): Date; log: Log }): Judge {
  const { switches, ask, now, log } = ports;

  const base = (tool: Tool, caller: Caller) => ({ tool: tool.name, switches, caller: { ...caller } });

  /** Looks up what a decision waits for. What can't be had is UNAVAILABLE, which every rule counts as its worst. */
  async function lookUp(tool: Tool, values: Values, subject: Subject, { needs }: Decision): Promise<Lookups> {
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
    early: (tool, policy, caller) => decide(policy, { ...base(tool, caller), args: UNKNOWN, at: UNKNOWN }),

    async full(tool, policy, caller, values) {
      const at = now();
      const subject = subjectOf(tool, values, ask, at);
      const session = {};
      let request: Request = {
        ...base(tool, caller),
        args: values,
        effects: tool.effects(values),
        session,
        at,
      };
      let decision = decide(policy, request);
      for (let round = 0; round < MOST_ROUNDS && decision.outcome === 'open' && waits(decision); round += 1) {
        const { context, ...rest } = await lookUp(tool, values, subject, decision);
        const known = typeof request.context === 'object' ? request.context : {};
        const more = typeof context === 'object' ? context : {};
        request = { ...request, ...rest, context: { ...known, ...more } };
        decision = decide(policy, request);
      }
      if (decision.outcome !== 'open') return { decision, request };
      // Nobody looked it up, so nobody may rest on it.
      const rest = {
        context: UNAVAILABLE,
        money: UNAVAILABLE,
        client: UNAVAILABLE,
        session: UNAVAILABLE,
      } as const;
      request = { ...request, ...rest };
      return { decision: decide(policy, request), request };
    },
  };
}
