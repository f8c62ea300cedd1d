import type { CallView, Journal } from '../../audit/index.js';
import {
  type Decision,
  decide,
  type Policy,
  type Request,
  UNAVAILABLE,
  UNKNOWN,
} from '../../policy/index.js';
import type { Flags } from '../flags.js';
import { CommandError, type Host } from '../host.js';
import { withState } from '../with-state.js';
import { loadPolicy } from './check.js';

const DAY = 86_400_000;

/** The question as it stood. What was not looked up then is not known now. */
function requestOf({ tool, caller, channel, at, args, facts = {} }: CallView): Request {
  const open = (value: unknown) => (value === undefined ? UNKNOWN : value);
  return {
    tool,
    caller: { name: caller, channel },
    at,
    args,
    context: (facts.context ?? {}) as Record<string, Record<string, unknown>>,
    money: open(facts.money) as Request['money'],
    effects: open(facts.effects) as Request['effects'],
    client: open(facts.client) as Request['client'],
    session: (facts.session ?? { tainted: false }) as Record<string, unknown>,
  };
}

interface Verdict {
  call: CallView;
  before: string;
  after: Decision;
  /** What the candidate asks for and the record does not hold. */
  lacks: string[];
}

function judge(policy: Policy, call: CallView): Verdict {
  const request = requestOf(call);
  let after = decide(policy, request);
  const { records, money, client } = after.needs;
  const lacks = [
    ...records.map((kind) => `context.${kind}`),
    ...(money ? ['money'] : []),
    ...(client ? ['client'] : []),
  ];
  if (after.outcome === 'open') {
    after = decide(policy, {
      ...request,
      context: UNAVAILABLE,
      money: UNAVAILABLE,
      client: UNAVAILABLE,
      session: UNAVAILABLE,
    });
  }
  return { call, before: String(call.decision?.outcome), after, lacks };
}

const PAGE = 500;

/** The calls that a policy had something to say of, oldest first. */
async function judgedCalls(journal: Journal, since: Date): Promise<CallView[]> {
  const found: CallView[] = [];
  let before: number | undefined;
  do {
    const page = await journal.calls({ since, limit: PAGE, ...(before === undefined ? {} : { before }) });
    found.push(...page.calls.filter((call) => call.facts !== undefined));
    before = page.next;
  } while (before !== undefined);
  return found.reverse();
}

/**
 * Prints what a candidate policy would have said of the recorded calls, where that differs from what was said.
 * Limits are not replayed: their counters are not what they were.
 */
export async function replay(host: Host, flags: Flags<'days' | 'env-file'>, file: string): Promise<number> {
  const loaded = loadPolicy(host, file);
  if (loaded === undefined) return 1;
  const { policy } = loaded;
  const days = flags.days ?? '7';
  if (!/^\d{1,2}$/.test(days) || Number(days) < 1 || Number(days) > 30) {
    throw new CommandError('--days takes 1 to 30');
  }
  return withState(host, flags, async ({ journal }) => {
    const calls = await judgedCalls(journal, new Date(Date.now() - Number(days) * DAY));
    const verdicts = calls.map((call) => judge(policy, call));
    const untold = verdicts.filter((one) => one.lacks.length > 0);
    const changed = verdicts.filter((one) => one.lacks.length === 0 && one.before !== one.after.outcome);
    for (const { call, before, after } of changed) {
      host.stdout.write(
        `${call.at.toISOString()} ${call.tool} ${JSON.stringify(call.args)}: was ${before}, would be ${after.outcome} by ${after.deciding.id}\n`,
      );
    }
    for (const { call, lacks } of untold) {
      host.stdout.write(
        `${call.at.toISOString()} ${call.tool}: can't be told, ${lacks.join(', ')} was not looked up then\n`,
      );
    }
    const count = (outcome: string) => changed.filter((one) => one.after.outcome === outcome).length;
    host.stdout.write(
      `${calls.length} calls of ${days} days: ${count('deny') + count('hidden')} newly denied, ${count('approval')} newly asked, ${count('allow')} newly allowed, ${untold.length} can't be told. Limits are not replayed.\n`,
    );
    return 0;
  });
}
