import type { Approvals } from '../approvals/index.js';
import type { Journal } from '../audit/index.js';
import type { Catalog, Tool, Values } from '../catalog/index.js';
import type { Log } from '../log.js';
import type { Presenter, Withhold } from '../output/index.js';
import type { Policy } from '../policy/index.js';
import { type Store, type StoredApproval, StoreFault } from '../store/index.js';
import { abortSignalOf } from '../whmcs/index.js';
import type { ApprovalGate } from './approval/gate.js';
import { type Arrived, type End, type Parsed, type Reached, unsent } from './call.js';
import type { ComposedPorts } from './composed/answer.js';
import type { EffectsOfCalls } from './decision/effects.js';
import type { Judge } from './decision/judge.js';
import type { Extras } from './extras.js';
import type { Concludable, Conclude } from './journal/conclude.js';
import { createDuplicates } from './journal/duplicates.js';
import { discreetly, type Quote, thrownOutcome } from './outcome.js';
import { Pipeline, type Run } from './pipeline.js';
import { heedPlan } from './plans/heed-plan.js';
import type { Seen } from './seen/seen.js';
import type { TaintBook } from './seen/taint.js';
import type { Connection } from './sending/connection.js';
import { createKeptLists } from './sending/kept-lists.js';
import { createLastLook } from './sending/last-look.js';
import { createWhmcsVersion } from './sending/whmcs-version.js';
import { answerByCalls } from './stages/answer-by-calls.js';
import { askPerson } from './stages/ask-person.js';
import { beforeAsking, judgeCall, refuseDuplicate, refuseHalted } from './stages/decide.js';
import { parseArguments, refuseHidden, refuseUnread } from './stages/entrance.js';
import { keepGranted, planList } from './stages/granted-answer.js';
import { heedClients } from './stages/heed-clients.js';
import { heedRecord } from './stages/heed-record.js';
import { heedVersion } from './stages/heed-version.js';
import { countLimits } from './stages/limits/count-limits.js';
import { checkAndEncode, rememberWrite, writeIntent } from './stages/prepare.js';
import { presentAnswer } from './stages/present.js';
import { completeAnswer, sendOnce } from './stages/send.js';
import { takeTurn } from './stages/take-turn.js';

export interface PathPorts {
  /** The policy in force, asked anew each time: of a tool that is no read as its file is now, of a read as it was at most 50 ms ago. */
  policyFor(tool: Tool): Policy;
  /** Waits until `policyFor` is up to date for a tool; undefined where there is nothing to wait for. */
  renewPolicyFor(tool: Tool): Promise<void> | undefined;
  /** Where the operator decides, for callers. */
  policyName(): string;
  /** Whether others than the operator can change the policy. */
  isExposed(): boolean;
  judge: Judge;
  catalog: Catalog;
  extras: Extras;
  connection: Connection;
  /** How long lists that rarely change are answered from memory, in milliseconds; 0: never. */
  listsKeptMs: number;
  journal: Journal;
  installationId: string;
  store(): Promise<Store>;
  approvals: Approvals;
  gate: ApprovalGate;
  /** How long a call waits for people before it answers that it needs them. */
  approvalWaitMs: number;
  /** Keyed digest of a tool and its exact arguments. */
  digest(tool: string, values: Values): string;
  presenter: Presenter;
  withhold: Withhold;
  /** Takes out our own credentials alone. */
  withholdOwn: Withhold;
  /** All that calls do, what the session adds to it as well. */
  effects: EffectsOfCalls;
  taints: TaintBook;
  seen: Seen;
  /** A message of WHMCS's as the caller may be shown it. */
  quoteFor(call: Pick<Arrived, 'session' | 'facts'>): Quote;
  conclude: Pick<Conclude, 'pause'>;
  /** Walks a call that a composed tool makes. */
  callWithin: ComposedPorts['callWithin'];
  log: Log;
  now(): Date;
  newId(): string;
  /** Aborted when the program wants to end: nobody is waited for then. */
  leaving: AbortSignal;
}

/** Where a call stopped, for whoever concludes it. */
export interface Stop {
  readonly reached: Concludable;
  readonly end: End;
}

/** Walks a call of a known tool to its end. Never rejects. */
export type Path = (call: Arrived) => Promise<Stop>;

/**
 * The one path of every call. Each stage takes what the one before it has established, and returns more or ends the call.
 * Whatever can change while a call waits is looked at after the wait: a write is judged once it has its turn, starts again
 * at the turn when people were waited for, and `sendOnce` takes the last look right before the first byte. Where nobody is
 * at work on what it names, a write takes its turn with its intent, if nobody has been since it began to read; else it
 * starts again, and waits.
 */
export function createPath(ports: PathPorts): Path {
  const { approvals, gate, log, quoteFor } = ports;
  const lists = createKeptLists({ keptMs: ports.listsKeptMs, now: ports.now });

  function failed(error: unknown, reached: Reached): End {
    const told = thrownOutcome(error, quoteFor(reached));
    const end = reached.clients === undefined ? told : discreetly(told);
    if (end.code === 'internal' || error instanceof StoreFault)
      log('error', 'call.failed', { call: reached.facts.call, tool: reached.tool.name, error });
    return { end, sent: reached.reply !== undefined };
  }

  const entrance = Pipeline.of<Arrived>(failed)
    .stage(refuseHidden(ports))
    .stage(parseArguments(ports))
    .stage(refuseUnread(ports));

  const passage = Pipeline.of<Parsed>(failed)
    .stage(refuseHalted(ports))
    .stage(heedClients(ports))
    .stage(takeTurn(ports))
    .stage(judgeCall(ports))
    .stage(refuseDuplicate(createDuplicates(ports)))
    .stage(heedVersion({ ...ports, versionOf: createWhmcsVersion(ports) }))
    .stage(heedRecord)
    .stage(heedPlan(ports))
    .stage(beforeAsking(ports))
    .stage(countLimits(ports))
    .stage(askPerson(ports))
    .stage(answerByCalls(ports))
    .stage(planList)
    .stage(checkAndEncode(ports))
    .stage(writeIntent(ports))
    .stage(rememberWrite(ports))
    .stage(sendOnce({ ...ports, lists, lastLook: createLastLook(ports), failed }))
    .stage(keepGranted(ports))
    .stage(completeAnswer(ports))
    .stage(presentAnswer(ports));

  /** Waits for people without holding anything; undefined once they have approved. */
  async function waitForPeople(call: Parsed, request: StoredApproval): Promise<End | undefined> {
    const { signal, onWait } = call.options;
    const { id } = request;
    try {
      const settled = await approvals.settled(id, {
        ms: ports.approvalWaitMs,
        signal:
          signal === undefined ? ports.leaving : AbortSignal.any([abortSignalOf(signal), ports.leaving]),
        onWait: (ms) => onWait?.(ms, `a person to decide on ${id}`),
      });
      if (settled?.state === 'approved') return undefined;
      return unsent(await gate.answer(call.tool, settled ?? request));
    } catch (error) {
      return failed(error, call);
    }
  }

  return async (arrived) => {
    const first = await entrance.run(arrived);
    if (!('passed' in first)) return endOf(first);
    let call = first.passed;
    for (;;) {
      const run = await passage.run(call);
      if (!('stop' in run) || 'end' in run.stop) return endOf(run);
      const { reached, stop } = run;
      await ports.conclude.pause(reached);
      if ('again' in stop) {
        call = { ...call, readFirst: stop.again };
        continue;
      }
      const end = await waitForPeople(call, stop.waits);
      if (end !== undefined) return { reached: { facts: stop.facts }, end };
      call = { ...call, readFirst: undefined, waitedFor: stop.waits.id };
    }
  };
}

function endOf(run: Run<Reached>): Stop {
  if ('stop' in run && 'end' in run.stop) return { reached: run.reached, end: run.stop };
  throw new Error('This path of a call has no end.');
}
