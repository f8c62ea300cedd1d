import type { CallView, Journal } from '../../audit/index.js';
import type { Catalog, Finding, Tool, Values } from '../../catalog/index.js';
import { type Policy, repeatAfter } from '../../policy/index.js';
import type { Effect } from '../../terms.js';
import type { Judged } from '../call.js';
import type { Extras } from '../extras.js';
import { type Failure, failure } from '../outcome.js';
import type { Connection } from '../sending/connection.js';
import { discreet, readBack, STILL_AT_WORK_MS } from '../sending/read-back.js';
import { createSameWork } from './same-work.js';
import { wasSetSince } from './set-since.js';

export interface DuplicatePorts {
  connection: Connection;
  journal: Journal;
  catalog: Catalog;
  extras: Extras;
  now(): Date;
}

export interface Duplicates {
  /**
   * Why a write is not to be sent: it was made just now, or nobody knows what became of it. `not alone` where it has to have
   * its turn in hand before that can be told: there are calls like it.
   */
  refuse(call: Judged): Promise<Failure | 'not alone' | undefined>;
}

/** Dedupe window of calls that move money, send mail or add a record, unless the policy sets one. */
const WINDOW_S = 600;
const WEIGHTY: readonly Effect[] = ['mail', 'money', 'registrar'];

/** Whatever is older has been cleared by time: nothing of it is still on its way. */
export const LOOK_BACK_MS = 86_400_000;

/** What became of an earlier call, as far as the next one like it is concerned. */
type Fate = 'done' | 'not done' | 'unknown';

/** The lease key of all calls exactly like one. */
export const callKey = (digest: string): string => `call ${digest}`;

/** Its caller was not told that it is done: an agent that makes it once more may not know. */
const isUnclear = ({ result }: CallView) => result?.outcome === 'outcome_unknown';

function windowMs(policy: Policy, tool: Tool, values: Values, unclear: boolean): number {
  const set = repeatAfter(policy, tool.name);
  if (set !== undefined) return set * 1000;
  if (unclear) return WINDOW_S * 1000;
  const { certain, open } = tool.effects(values);
  const weighty = [...certain, ...open].some((effect) => WEIGHTY.includes(effect));
  return weighty || tool.addsRecord ? WINDOW_S * 1000 : 0;
}

/** Whether a caller made the earlier call itself. Of calls of others it learns that there was one, and no more. */
const isOwn = ({ session }: Judged, earlier: CallView) => session.caller.name === earlier.caller;

function duplicate(call: Judged, earlier: CallView, why: string, what = 'The same call'): Failure {
  if (!isOwn(call, earlier)) {
    const says = `${what} was made a short while ago, and was carried out. This one was not sent. Look at the record; a person can tell whether it is meant to happen again.`;
    return failure('duplicate_call', says);
  }
  return failure(
    'duplicate_call',
    `${what} ran ${earlier.at.toISOString()} (${earlier.call}), and ${why}. This one was not sent. If it is meant to happen again, make it with repeat_of: ${JSON.stringify(earlier.call)}.`,
    { earlier: earlier.call, at: earlier.at.toISOString() },
  );
}

function unclear(call: Judged, earlier: CallView, finding: Finding, what = 'The same call'): Failure {
  const { says } = call.clients === undefined ? finding : discreet(finding);
  if (!isOwn(call, earlier)) {
    const told = `${what} left a short while ago, and nobody knows what became of it: ${says}. This one was not sent. It can be made again once a read tells, or a person has cleared it.`;
    return failure('outcome_unknown', told, { sent: false });
  }
  return failure(
    'outcome_unknown',
    `${what} left ${earlier.at.toISOString()} (${earlier.call}), and nobody knows what became of it: ${says}. This one was not sent. It can be made again once a read tells, or a person has cleared it (whmcs-mcp audit clear ${earlier.call} done|not_done).`,
    { earlier: earlier.call, at: earlier.at.toISOString(), sent: false },
  );
}

export function createDuplicates({ connection, journal, catalog, extras, now }: DuplicatePorts): Duplicates {
  const { unknownOnSameRecord } = createSameWork(journal);
  const ageOf = ({ at }: CallView) => now().getTime() - at.getTime();

  /** Asked by the holder of its lease: an intent without an outcome is one whose process has died. */
  function fateOf(earlier: CallView): Fate {
    const { result } = earlier;
    if (result === undefined) return 'unknown';
    if (result.outcome === 'done') return 'done';
    if (result.outcome !== 'outcome_unknown') return 'not done';
    const done = result.readBack?.done;
    if (done === true) return 'done';
    return done === false && ageOf(earlier) > STILL_AT_WORK_MS ? 'not done' : 'unknown';
  }

  /** Reads once more what became of a call that nobody knows of; what that shows is kept in the journal. */
  async function settle(earlier: CallView, tool: Tool, values: Values): Promise<Finding> {
    const finding = await readBack(connection, {
      ...earlier,
      tool,
      values,
      toldError: earlier.result?.whmcs !== undefined,
    });
    const settled = finding.done === true || (finding.done === false && ageOf(earlier) > STILL_AT_WORK_MS);
    if (!settled) return { done: undefined, says: finding.says };
    const { at, state, result, entries, ...facts } = earlier;
    const outcome = finding.done === true ? 'done' : 'not_done';
    await journal.outcome(facts, { outcome, message: `Read back later: ${finding.says}.`, ms: 0 });
    return finding;
  }

  /** The state that the earlier call set is not there any more: one of ours has set another, or somebody else did. */
  async function wasChanged(call: Judged, earlier: CallView): Promise<boolean> {
    const { tool, values } = call;
    if (tool.sets?.(values) === undefined) return isUnclear(earlier) && (await isUndoneNow(call, earlier));
    if (await wasSetSince({ journal, catalog, extras }, call, earlier)) return true;
    return isUndoneNow(call, earlier);
  }

  const isUndoneNow = async ({ tool, values }: Judged, earlier: CallView) =>
    (await readBack(connection, { ...earlier, tool, values })).done === false;

  return {
    async refuse(call) {
      const { tool, policy, values, digest } = call;
      const since = new Date(now().getTime() - LOOK_BACK_MS);
      const { calls } = await journal.calls({ digest, since, kinds: ['intent'], limit: 20 });
      if (call.turn?.wish !== undefined) {
        const isFirst = calls.length === 0 && (await unknownOnSameRecord(call, since)).length === 0;
        return isFirst ? undefined : 'not alone';
      }
      for (const earlier of calls) {
        const fate = fateOf(earlier);
        if (fate === 'not done') continue;
        const repeated = values.repeat_of === earlier.call;
        if (fate === 'unknown') {
          const finding = await settle(earlier, tool, values);
          if (finding.done === false) continue;
          if (finding.done === undefined) return unclear(call, earlier, finding);
          if (repeated) return undefined;
          return duplicate(call, earlier, `reading back now shows that it was carried out: ${finding.says}`);
        }
        if (repeated || ageOf(earlier) >= windowMs(policy, tool, values, isUnclear(earlier)))
          return undefined;
        if (await wasChanged(call, earlier)) return undefined;
        return duplicate(call, earlier, 'it was carried out');
      }
      for (const other of await unknownOnSameRecord(call, since)) {
        if (fateOf(other) !== 'unknown') continue;
        const finding = await settle(other, tool, other.args);
        const what = 'A call for the same work on the same record';
        if (finding.done === undefined) return unclear(call, other, finding, what);
        if (finding.done)
          return duplicate(
            call,
            other,
            `reading back now shows that it was carried out: ${finding.says}`,
            what,
          );
      }
      return undefined;
    },
  };
}
