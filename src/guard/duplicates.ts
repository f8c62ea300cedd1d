import type { CallView, Journal } from '../audit/index.js';
import type { Catalog, Finding, Tool, Values } from '../catalog/index.js';
import { type Policy, repeatAfter } from '../policy/index.js';
import type { Store } from '../store/index.js';
import { type Effect, WITHHELD } from '../terms.js';
import type { Connection } from './execute.js';
import { NOT_KEPT } from './journal-facts.js';
import { type Failure, failure } from './outcome.js';
import { readBack, STILL_AT_WORK_MS } from './read-back.js';

export interface OncePorts {
  connection: Connection;
  journal: Journal;
  installationId: string;
  store(): Promise<Store>;
  now(): Date;
}

/** How long the same money, mail or new record counts as the same call, unless the policy says otherwise. */
const REPEAT_AFTER_S = 600;
const WEIGHTY: readonly Effect[] = ['mail', 'money', 'registrar'];
/** WHMCS adds another one each time. */
const ADDS = /^(Add|Create|Open|Log|ModuleCreate)/;

const MOST_SWEPT = 200;
/** Longer than a turn is held for a process that died. */
const SETTLES_MS = 60_000;

/** Whatever is older has been cleared by time: nothing of it is still on its way. */
const LOOK_BACK_MS = 86_400_000;

/** What became of a call, as far as the next one like it is concerned. */
type Standing = 'done' | 'not done' | 'under way' | 'unknown';

/** The key of the turn that all calls exactly like this one take. */
export const callKey = (digest: string): string => `call ${digest}`;

export function createOnce({ connection, journal, installationId, store, now }: OncePorts) {
  function windowMs(policy: Policy, tool: Tool, values: Values): number {
    const said = repeatAfter(policy, tool.name);
    if (said !== undefined) return said * 1000;
    const weighty = tool.effects(values).some((effect) => WEIGHTY.includes(effect));
    return weighty || ADDS.test(tool.action) ? REPEAT_AFTER_S * 1000 : 0;
  }

  async function standingOf(call: CallView, mine: boolean): Promise<Standing> {
    const age = now().getTime() - call.at.getTime();
    if (call.result === undefined) {
      const busy =
        !mine &&
        (await (await store()).leases.held(`${installationId} ${callKey(call.digest ?? '')}`, now()));
      return busy ? 'under way' : 'unknown';
    }
    if (call.result.outcome === 'done') return 'done';
    if (call.result.outcome !== 'outcome_unknown') return 'not done';
    const { done } = call.result.readBack ?? {};
    if (done === true) return 'done';
    return done === false && age > STILL_AT_WORK_MS ? 'not done' : 'unknown';
  }

  /** Reads once more what became of a call that nobody knows of; what it tells is kept. */
  async function clear(call: CallView, tool: Tool, values: Values): Promise<Finding> {
    const finding = await readBack(connection, tool, values, call.at);
    const old = now().getTime() - call.at.getTime() > STILL_AT_WORK_MS;
    const told = finding.done === true || (finding.done === false && old);
    if (told) {
      const { at, state, result, entries, ...facts } = call;
      const outcome = finding.done === true ? 'done' : 'not_done';
      await journal.outcome(facts, { outcome, message: `Read back later: ${finding.says}.`, ms: 0 });
    }
    return told ? finding : { done: undefined, says: finding.says };
  }

  const duplicate = (call: CallView, says: string): Failure =>
    failure(
      'duplicate_call',
      `The same call ran ${call.at.toISOString()} (${call.call}), and ${says}. This one was not sent. If it is meant to happen again, make it with repeat_of: ${JSON.stringify(call.call)}.`,
      { earlier: call.call, at: call.at.toISOString() },
    );

  /**
   * Refuses a write that was made just now already, or of which nobody knows what became. `alone`: asked while no other
   * call like this can be under way.
   */
  async function refuseRepeat(
    tool: Tool,
    policy: Policy,
    values: Values,
    digest: string,
    alone: boolean,
  ): Promise<Failure | undefined> {
    const since = new Date(now().getTime() - LOOK_BACK_MS);
    const { calls } = await journal.calls({ digest, since, kinds: ['intent'], limit: 20 });
    for (const call of calls) {
      const standing = await standingOf(call, alone);
      if (standing === 'not done') continue;
      if (standing === 'under way') {
        // Whoever comes second waits for its turn, and then learns what became of the first.
        continue;
      }
      if (standing === 'unknown') {
        const finding = await clear(call, tool, values);
        if (finding.done === false) continue;
        if (finding.done === undefined) {
          return failure(
            'outcome_unknown',
            `The same call left ${call.at.toISOString()} (${call.call}), and nobody knows what became of it: ${finding.says}. This one was not sent. It can be made again once a read tells, or a person has cleared it (whmcs-mcp audit clear ${call.call} done|not_done).`,
            { earlier: call.call, at: call.at.toISOString(), sent: false },
          );
        }
        if (values.repeat_of === call.call) return undefined;
        return duplicate(call, `reading back now shows that it was carried out: ${finding.says}`);
      }
      if (values.repeat_of === call.call) return undefined;
      const age = now().getTime() - call.at.getTime();
      if (age < windowMs(policy, tool, values)) return duplicate(call, 'it was carried out');
      return undefined;
    }
    return undefined;
  }

  /**
   * Settles what a process that died has left open: its intents get the outcome that nobody could write down, and what
   * reading back tells of it.
   */
  async function sweep(catalog: Catalog): Promise<void> {
    const since = new Date(now().getTime() - LOOK_BACK_MS);
    const { calls } = await journal.calls({ since, kinds: ['intent'], limit: MOST_SWEPT });
    for (const call of calls) {
      const age = now().getTime() - call.at.getTime();
      if (call.result !== undefined || age < SETTLES_MS) continue;
      if ((await standingOf(call, false)) === 'under way') continue;
      const tool = catalog.get(call.tool);
      const finding =
        tool === undefined || isPartly(call.args)
          ? { done: undefined, says: 'its arguments are not kept whole, so it can not be looked up' }
          : await readBack(connection, tool, call.args, call.at);
      if ((await journal.call(call.call))?.result !== undefined) continue;
      const { at, state, result, entries, ...facts } = call;
      await journal.outcome(facts, {
        outcome: 'outcome_unknown',
        message: `whmcs-mcp ended while this call was under way. Reading back: ${finding.says}.`,
        ms: 0,
        readBack: { done: finding.done ?? null, says: finding.says },
      });
    }
  }

  return { refuseRepeat, sweep };
}

/** Whether something of the arguments was left out of the journal: then they are not what was sent. */
function isPartly(value: unknown): boolean {
  if (typeof value === 'string') return value.includes(NOT_KEPT) || value.includes(WITHHELD);
  return typeof value === 'object' && value !== null && Object.values(value).some(isPartly);
}
