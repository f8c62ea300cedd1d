import type { Tool, Values } from '../../catalog/index.js';
import type { Withhold } from '../../output/index.js';
import { plain } from '../../plain.js';
import type { Policy } from '../../policy/index.js';
import { type Arrived, type Parsed, type Stage, unsent, withMore } from '../call.js';
import type { Asker } from '../decision/attempt.js';
import { denial, standingDenial } from '../decision/denial.js';
import type { Judge } from '../decision/judge.js';
import { isRefusal } from '../decision/shadow.js';
import { decisionFacts, judgedFacts } from '../journal/facts.js';
import { failure } from '../outcome.js';
import type { TaintBook } from '../seen/taint.js';

interface Ports {
  /** The policy in force, asked anew each time. */
  policyFor(tool: Tool): Policy;
  judge: Judge;
}

/** Refuses what no argument could make right: hidden and denied tools, before a word of the arguments is looked at. */
export function refuseHidden({
  policyFor,
  judge,
  policyName,
}: Ports & { policyName(): string }): Stage<Arrived, Arrived> {
  return (call) => {
    const current = policyFor(call.tool);
    const early = judge.early(call.tool, current, call.session);
    if (!isRefusal(current, early)) return call;
    return unsent(standingDenial(call.tool, early, policyName()), {
      ...call.facts,
      decision: decisionFacts(early),
    });
  };
}

async function refusedArguments({ tool, args }: Arrived, found: readonly string[]) {
  const { withNamesMeant } = await import('../names/meant-arguments.js');
  const problems = withNamesMeant(tool, args, found);
  const said = problems.map((problem) => (/[.?!]$/.test(problem) ? problem : `${problem}.`)).join(' ');
  return unsent(failure('invalid_arguments', `${tool.name} was not called. ${said}`, { problems }));
}

/** Takes the arguments strictly, and digests those of a write once for all that compares calls. */
export function parseArguments(ports: {
  digest(tool: string, values: Values): string;
  withhold: Withhold;
}): Stage<Arrived, Parsed> {
  return (call) => {
    const { tool } = call;
    const parsed = tool.parse(call.args);
    if ('problems' in parsed) return refusedArguments(call, parsed.problems);
    const { values } = parsed;
    const digest = tool.risk === 'read' ? '' : ports.digest(tool.name, tool.same(values));
    const reason = plain(parsed.reason ?? '');
    if (reason === '') return withMore(call, { values, digest });
    const claim = { reason: ports.withhold(reason) };
    return { ...call, values, digest, ...claim, facts: withMore(call.facts, claim) };
  };
}

/** Refuses what no record could make right, so that nothing waits or is read for it. */
export function refuseUnread({
  policyFor,
  judge,
  taints,
}: Ports & { taints: Pick<TaintBook, 'sessionOf'> }): Stage<Parsed, Parsed> {
  return async (call) => {
    const { tool, values } = call;
    const { caller } = call.session;
    const asker: Asker = { caller, session: await taints.sessionOf(caller) };
    const current = policyFor(tool);
    const judgement = judge.unread(tool, current, asker, values);
    if (!isRefusal(current, judgement.decision))
      return tool.risk === 'read' ? withMore(call, { unread: { policy: current, asker, judgement } }) : call;
    return unsent(denial(tool, judgement.decision), judgedFacts(call.facts, { tool, values }, judgement));
  };
}
