import type { Guard, LimitStatus, Session, ToolState } from '../guard/index.js';
import { plain } from '../plain.js';

interface Asked {
  readonly guard: Guard;
  readonly session: Session;
  readonly install: string | undefined;
}

const GROUPS: readonly (readonly [ToolState['state'], string])[] = [
  ['allow', 'Free'],
  ['open', 'It depends on the call: some are free, some ask a person, some are refused'],
  ['hold', 'Its mail waits for a while, in which people can change or drop it'],
  ['approval', 'A person is asked each time'],
];

/** A tool, with what the operator says of it; never what a rule compares. */
function line({ name, class: risk, message, budgets }: ToolState): string {
  const said = message === undefined ? '' : `: ${plain(message)}`;
  const past = budgets.length === 0 ? '' : ' (past a budget a person is asked)';
  return `- ${name} (${risk})${past}${said}`;
}

/** The policy as it is for one caller, in words. What is hidden from it is not named. */
export function policyInWords({ guard, session, install }: Asked): string {
  const states = guard.states(session).filter((one) => one.install === install && one.listed);
  const groups = GROUPS.flatMap(([state, title]) => {
    const tools = states.filter((one) => one.state === state);
    return tools.length === 0 ? [] : ['', `## ${title}`, '', ...tools.map(line)];
  });
  const others = states.filter((one) => !GROUPS.some(([state]) => state === one.state));
  return [
    '# What the policy lets you do',
    '',
    guard.inShadow()
      ? 'The policy is only being tried: it denies nothing now.'
      : 'A call that is not named here is refused. Switches and limits hold beside it.',
    ...groups,
    ...(others.length === 0
      ? []
      : ['', '## Refused, were the policy not only tried', '', ...others.map(line)]),
    '',
  ].join('\n');
}

/** Decimal text, apart from money, is whole; amounts of money are as WHMCS has them. */
function counted({ amount }: LimitStatus): string {
  if (amount === undefined) return 'calls';
  return amount === 'money.amount' ? 'at stake' : `of ${amount}`;
}

function limitLine(status: LimitStatus, shown: ReadonlySet<string>): string {
  const { used, max, window, whom, approved, resetsAt, tools } = status;
  const named = tools.filter((tool) => shown.has(tool));
  const of = named.length > 5 ? `${named.length} tools` : named.join(', ');
  const past = approved === undefined ? '' : '; past it a person is asked';
  const until = resetsAt === undefined ? '' : `; counted anew from ${resetsAt.toISOString()}`;
  return `- ${of}: ${used} of ${max} ${counted(status)} per ${window}, for ${whom}${until}${past}`;
}

/** The limits that count the calls of one caller, in words. */
export async function limitsInWords({ guard, session, install }: Asked): Promise<string> {
  const shown = new Set(
    guard
      .states(session)
      .filter((one) => one.install === install && one.listed)
      .map(({ name }) => name),
  );
  const limits = (await guard.limits('all', session.caller)).filter(
    (one) => one.install === install && one.tools.some((tool) => shown.has(tool)),
  );
  const lines = limits.map((one) => limitLine(one, shown));
  return ['# Your limits', '', ...(lines.length === 0 ? ['Nothing is counted.'] : lines), ''].join('\n');
}
