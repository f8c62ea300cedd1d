import type { Catalog, DateFormat, Tool, Values } from '../catalog/index.js';
import type { Log } from '../log.js';
import { capItems, type Withhold } from '../output/index.js';
import { type Decision, decide, type Policy, UNAVAILABLE, UNKNOWN } from '../policy/index.js';
import { didYouMean } from '../spelling.js';
import type { Clear, Whmcs } from '../whmcs/index.js';
import { denial } from './denial.js';
import { type CallOptions, type Connection, execute } from './execute.js';
import { type Failure, failure, type Outcome, thrownOutcome } from './outcome.js';
import { freshPassword } from './password.js';

export interface Switches {
  readonly readOnly: boolean;
  readonly destructive: 'off' | 'all' | readonly string[] | undefined;
  readonly toolsets: readonly string[] | undefined;
}

export interface GuardOptions {
  catalog: Catalog;
  policy: Policy;
  switches: Switches;
  whmcs: Whmcs;
  clear: Clear;
  installation: { dateFormat: DateFormat; timezone: string; staff?: string };
  withhold: Withhold;
  log: Log;
  now(): Date;
}

export interface ToolState {
  name: string;
  toolset: string;
  class: string;
  /** What a call would meet: hidden, deny, approval, allow, or open where it depends on the arguments. */
  state: Decision['outcome'];
  listed: boolean;
  /** The rule that decides, and what it says. */
  reason: string;
}

export interface Guard {
  /** The tools that may be allowed, as MCP lists them. The same array until the visible set changes. */
  list(): readonly Tool['listing'][];
  /** The one path of every call. Never throws. */
  call(name: string, args: unknown, options?: CallOptions): Promise<Outcome>;
  /** All tools, hidden ones too, for the operator. */
  states(): ToolState[];
  /** Resolves once no call is under way. */
  idle(): Promise<void>;
}

const CERTAIN_DENY: ReadonlySet<Decision['outcome']> = new Set(['hidden', 'deny']);

export function createGuard(options: GuardOptions): Guard {
  const { catalog, policy, switches, log, now } = options;
  const connection: Connection = {
    whmcs: options.whmcs,
    clear: options.clear,
    installation: { ...options.installation, now, password: freshPassword },
  };
  const underWay = new Set<Promise<unknown>>();

  function judge(tool: Tool, values: Values | undefined): Decision {
    // What no stage has looked up must not read as allowed, so once the arguments are known the rest is failed.
    const rest = values === undefined ? UNKNOWN : UNAVAILABLE;
    return decide(policy, {
      tool: tool.name,
      switches,
      args: values ?? UNKNOWN,
      context: rest,
      money: rest,
      effects: rest,
      caller: {},
      session: {},
      at: now(),
    });
  }

  const isListed = (tool: Tool) => !CERTAIN_DENY.has(judge(tool, undefined).outcome);
  const listed = [...catalog.values()].filter(isListed);
  const listing = Object.freeze(listed.map((tool) => tool.listing));

  function unknownTool(name: string): Failure {
    const guess = didYouMean(
      name,
      listed.map((tool) => tool.name),
    );
    return failure(
      'invalid_arguments',
      `There is no tool "${name.slice(0, 100)}".${guess} tools/list names them all.`,
    );
  }

  async function walk(tool: Tool, args: unknown, call: CallOptions): Promise<Outcome> {
    const early = judge(tool, undefined);
    if (CERTAIN_DENY.has(early.outcome)) return denial(tool, early);

    const parsed = tool.parse(args);
    if ('problems' in parsed) {
      return failure('invalid_arguments', `${tool.name} was not called. ${parsed.problems.join('; ')}.`, {
        problems: parsed.problems,
      });
    }
    const decision = judge(tool, parsed.values);
    if (decision.outcome !== 'allow') return denial(tool, decision);

    const done = await execute(connection, tool, parsed.values, call);
    if ('ok' in done) return done;
    return { ok: true, text: JSON.stringify(capItems(options.withhold(done.result))) };
  }

  async function recorded(name: string, args: unknown, call: CallOptions): Promise<Outcome> {
    const tool = catalog.get(name);
    const started = now().getTime();
    let outcome: Outcome;
    try {
      outcome = tool === undefined ? unknownTool(name) : await walk(tool, args, call);
    } catch (error) {
      outcome = thrownOutcome(error);
      if (outcome.code === 'internal') log('error', 'call.failed', { tool: tool?.name, error });
    }
    if (!outcome.ok) outcome = { ...options.withhold(outcome), ok: false };
    log('info', 'call', {
      tool: tool?.name ?? 'unknown',
      class: tool?.risk,
      outcome: outcome.ok ? 'done' : outcome.code,
      ms: now().getTime() - started,
    });
    return outcome;
  }

  return {
    list: () => listing,

    call(name, args, call = {}) {
      const running = recorded(name, args, call);
      underWay.add(running);
      return running.finally(() => underWay.delete(running));
    },

    states() {
      return [...catalog.values()].map((tool) => {
        const decision = judge(tool, undefined);
        const deciding = decision.deciding;
        const reason = deciding.message === undefined ? deciding.id : `${deciding.id} ${deciding.message}`;
        const base = { name: tool.name, toolset: tool.toolset, class: tool.risk };
        return { ...base, state: decision.outcome, listed: !CERTAIN_DENY.has(decision.outcome), reason };
      });
    },

    async idle() {
      while (underWay.size > 0) await Promise.allSettled(underWay);
    },
  };
}
