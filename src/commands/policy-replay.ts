import { type Decision, decide, type Policy, type Request, UNAVAILABLE, UNKNOWN } from '../policy/index.js';
import type { JudgedCall } from '../store/index.js';
import type { Flags, Host } from './index.js';
import { withStore } from './state.js';

const DAY = 86_400_000;

/** The question as it stood. What was not looked up then is not known now. */
function requestOf({ tool, caller, at, said }: JudgedCall): Request {
  const open = (value: unknown) => (value === undefined ? UNKNOWN : value);
  return {
    tool,
    caller: { name: caller, channel: 'stdio' },
    at,
    args: (said.args ?? {}) as Record<string, unknown>,
    context: (said.context ?? {}) as Record<string, Record<string, unknown>>,
    money: open(said.money) as Request['money'],
    effects: open(said.effects) as Request['effects'],
    client: open(said.client) as Request['client'],
    session: {},
  };
}

interface Verdict {
  call: JudgedCall;
  before: string;
  after: Decision;
  /** What the candidate asks for and the record does not hold. */
  lacks: string[];
}

function judge(policy: Policy, call: JudgedCall): Verdict {
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
  return { call, before: String(call.said.outcome), after, lacks };
}

/**
 * Prints what a candidate policy would have said of the recorded calls, where that differs from what was said.
 * Limits are not replayed: their counters are not what they were.
 */
export function replay(host: Host, flags: Flags, policy: Policy): Promise<number> {
  const days = flags.days ?? '7';
  if (!/^\d{1,2}$/.test(days) || Number(days) < 1 || Number(days) > 30) {
    host.stderr.write('whmcs-mcp policy replay: --days takes 1 to 30\n');
    return Promise.resolve(1);
  }
  return withStore(host, flags, async (store) => {
    const calls = await store.calls(new Date(Date.now() - Number(days) * DAY));
    const verdicts = calls.map((call) => judge(policy, call));
    const untold = verdicts.filter((one) => one.lacks.length > 0);
    const changed = verdicts.filter((one) => one.lacks.length === 0 && one.before !== one.after.outcome);
    for (const { call, before, after } of changed) {
      host.stdout.write(
        `${call.at.toISOString()} ${call.tool} ${JSON.stringify(call.said.args)}: was ${before}, would be ${after.outcome} by ${after.deciding.id}\n`,
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
