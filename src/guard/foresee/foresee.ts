import type { Body, Tool, Values } from '../../catalog/index.js';
import type { Log } from '../../log.js';
import type { Withhold } from '../../output/index.js';
import { plain, shortened } from '../../plain.js';
import type { Policy } from '../../policy/index.js';
import { hopelessness } from '../approval/hopeless.js';
import {
  type Arrived,
  type InTurn,
  type Judged,
  type Parsed,
  type Stage,
  unsent,
  withMore,
} from '../call.js';
import type { Judge } from '../decision/judge.js';
import { type Extras, findOrTell } from '../extras.js';
import { firstFacts } from '../journal/facts.js';
import { type Failure, failure, type Quote, thrownOutcome } from '../outcome.js';
import { Pipeline } from '../pipeline.js';
import type { TaintBook } from '../seen/taint.js';
import type { HaltPorts } from '../sending/halted.js';
import { judgeCall, refuseHalted } from '../stages/decide.js';
import { parseArguments, refuseHidden, refuseUnread } from '../stages/entrance.js';
import { heedClients } from '../stages/heed-clients.js';
import { heedRecord } from '../stages/heed-record.js';
import { refusedByChecks } from '../stages/prepare.js';
import { heedLimits, type LimitPorts } from './heed-limits.js';
import { type OutlookPorts, outlookOf } from './outlook.js';

export interface ForeseePorts extends HaltPorts, LimitPorts, OutlookPorts {
  policyFor(tool: Tool): Policy;
  renewPolicyFor(tool: Tool): Promise<void> | undefined;
  policyName(): string;
  judge: Judge;
  extras: Extras;
  digest(tool: string, values: Values): string;
  withhold: Withhold;
  taints: Pick<TaintBook, 'sessionOf'>;
  quoteFor(call: Pick<Arrived, 'session' | 'facts'>): Quote;
  log: Log;
}

/** It waits for no turn: what it reads may have changed by the time the call is made, which looks again. */
const readOutOfTurn =
  (judge: Pick<Judge, 'readsFor'>): Stage<Parsed, InTurn> =>
  (call) =>
    withMore(call, { turn: undefined, reads: judge.readsFor(call.tool, call.values) });

/** What WHMCS or the checks of the tool would refuse whatever anybody says. */
const heedChecks: Stage<Judged, Judged> = async (call) => {
  if (call.tool.composed !== undefined) return call;
  const refused = await refusedByChecks(call);
  if (refused !== undefined) return unsent(refused);
  const why = call.tool.risk === 'read' ? undefined : await hopelessness(call);
  if (why === undefined) return call;
  return unsent(failure('invalid_arguments', `${call.tool.name} was not sent. ${why}`));
};

const refusedAs = (tool: string, { code, message, details }: Failure): Body => ({
  tool,
  would: 'be refused',
  code,
  ...(details?.rule === undefined ? {} : { rule: details.rule }),
  says: message,
});

/** Whose call it is in truth, where its tool hands it over. */
function handedTo({ tool: { composed }, values }: Judged) {
  return composed !== undefined && 'handOver' in composed ? composed.handOver(values) : undefined;
}

type Walked = Pick<Arrived, 'session' | 'facts'>;

/** Walks the stages of the one path up to where a call is counted: what it comes to there, or why it does not get so far. */
export async function walkAhead(
  ports: ForeseePorts,
  { session, facts: outer }: Walked,
  name: string,
  args: Values,
  handed: { readonly handedOver?: true } = {},
): Promise<{ readonly passed: Judged } | { readonly refused: Failure; readonly tool: string }> {
  const tool = ports.catalog.get(name) ?? (await findOrTell(ports, name, handed));
  if (tool === undefined) {
    const called = shortened(plain(name), 100);
    const refused = failure('invalid_arguments', `There is no tool ${JSON.stringify(called)}.`);
    return { refused, tool: called };
  }
  const { call, installation, install } = outer;
  const place = {
    ...(installation === undefined ? {} : { installation }),
    ...(install === undefined ? {} : { install }),
  };
  const facts = firstFacts(call, session, tool, place);
  const failed = (error: unknown) => unsent(thrownOutcome(error, ports.quoteFor({ session, facts })));
  const renewing = ports.renewPolicyFor(tool);
  if (renewing !== undefined) await renewing;
  const run = await Pipeline.of<Arrived>(failed)
    .stage(refuseHidden(ports))
    .stage(parseArguments(ports))
    .stage(refuseUnread(ports))
    .stage(refuseHalted(ports))
    .stage(heedClients(ports))
    .stage(readOutOfTurn(ports.judge))
    .stage(judgeCall(ports))
    .stage(heedRecord)
    .stage(heedChecks)
    .stage(heedLimits(ports))
    .run({ tool, args, session, options: {}, facts });
  if ('passed' in run) return run;
  const end = 'end' in run.stop ? run.stop.end : undefined;
  if (end === undefined || end.ok) throw new Error('A call that is only foreseen does not end here.');
  return { refused: end, tool: tool.name };
}

/**
 * What a call would come to that its caller makes now. Nobody is asked, and nothing is changed, counted or sent but reads.
 */
export async function foresee(
  ports: ForeseePorts,
  at: Walked,
  name: string,
  args: Values,
  handed: { readonly handedOver?: true } = {},
): Promise<Body> {
  const walked = await walkAhead(ports, at, name, args, handed);
  if ('refused' in walked) return refusedAs(walked.tool, walked.refused);
  const to = handedTo(walked.passed);
  if (to === undefined) return outlookOf(ports, walked.passed);
  if ('problem' in to) return refusedAs(walked.passed.tool.name, failure('invalid_arguments', to.problem));
  return foresee(ports, at, to.tool, to.args, { handedOver: true });
}
