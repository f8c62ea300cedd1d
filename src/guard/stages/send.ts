import { type Body, ownWordsOf, type Refusal, withOwnWords } from '../../catalog/index.js';
import { WhmcsFault } from '../../whmcs/index.js';
import {
  type Answered,
  type Completed,
  type End,
  type Intended,
  type Stage,
  unsent,
  withMore,
} from '../call.js';
import { doneWords } from '../done-words.js';
import { discreetly, faultOutcome, lookedUpOutcome, type Quote } from '../outcome.js';
import { type Connection, sideRead } from '../sending/connection.js';
import type { KeptLists } from '../sending/kept-lists.js';
import { type LastLook, Stopped } from '../sending/last-look.js';
import { meaningOf } from '../sending/meaning.js';
import { discreet, readBack } from '../sending/read-back.js';

interface Ports {
  connection: Connection;
  lists: KeptLists;
  lastLook(call: Intended): LastLook;
  quoteFor(call: Pick<Intended, 'session' | 'facts'>): Quote;
  /** What an unforeseen error means for the caller. */
  failed(error: unknown, call: Intended): End;
  now(): Date;
}

/** Sends the call, once, if the last look lets it. A write without a clear answer is looked up. */
export function sendOnce({
  connection,
  lists,
  lastLook,
  quoteFor,
  failed,
  now,
}: Ports): Stage<Intended, Answered> {
  return async (call): Promise<Answered | End> => {
    const look = lastLook(call);
    const isRead = call.tool.risk === 'read';
    let sentAt = now();
    try {
      // What a person has approved is sent, and for that call alone.
      const kept = call.approval === undefined ? lists.find(call) : undefined;
      if (kept !== undefined) {
        await look.pass();
        return { ...call, facts: { ...call.facts, served: 'memory' }, reply: kept };
      }
      const keep = lists.keeper(call);
      const reply = await connection.whmcs.send(call.clearance, {
        ...call.options,
        share: isRead && call.approval === undefined,
        lastLook: () =>
          look.pass()?.then(() => {
            sentAt = now();
          }),
      });
      keep(reply.body);
      if (reply.shared) return { ...call, facts: { ...call.facts, served: 'shared' }, reply: reply.body };
      return withMore(call, { reply: reply.body });
    } catch (error) {
      const fault = error instanceof WhmcsFault ? error : undefined;
      // What WHMCS refused has reached it, and stays counted: else a caller could try without end.
      const sent = !(error instanceof Stopped) && fault?.reached !== false;
      if (!sent) await look.giveUp();
      if (error instanceof Stopped) return unsent(error.failure);
      if (fault === undefined) return { ...failed(error, call), sent };
      const quote = quoteFor(call);
      const advice = (refusal: Refusal) => call.tool.advice?.(refusal, call.values);
      const meaning = meaningOf(call.tool, fault);
      if (!meaning.lookUp) {
        const end = faultOutcome(fault, quote, advice);
        return { end: call.clients === undefined ? end : discreetly(end), sent };
      }
      const finding = await readBack(connection, {
        ...call.facts,
        tool: call.tool,
        values: call.values,
        at: sentAt,
        toldError: fault.code === 'whmcs_error',
      });
      const told = meaning.isUndone(finding) ? fault : meaning.fault;
      const shown = call.clients === undefined ? finding : discreet(finding);
      return { end: lookedUpOutcome(told, shown, quote, advice), sent };
    } finally {
      if (!isRead) lists.changedBy(call.tool.toolset);
    }
  };
}

const PART = 'Only what belongs to the clients that you are granted is listed and counted.';

const saidOfPart = (result: Body) =>
  withOwnWords(result, [ownWordsOf(result), PART].filter((words) => words !== undefined).join(' '));

const CONFIRMED = 'WHMCS confirmed it; the rest of its reply is not readable.';

/** More rows than any list has. */
const ALL = 1_000_000;

/** Makes the reads that complete the answer, and brings it into the shape of the tool. */
export function completeAnswer({ connection }: Pick<Ports, 'connection'>): Stage<Answered, Completed> {
  return async (call) => {
    const { tool, values, options, reply, clients } = call;
    const write = tool.risk !== 'read';
    const added: Record<string, unknown> = {};
    for (const addition of tool.after) {
      if (addition.when?.(values) === false) continue;
      // It is read off what all clients have.
      if (clients !== undefined) {
        added[addition.as] = null;
        continue;
      }
      try {
        const more = await sideRead(connection, addition.action, addition.params(values), options);
        added[addition.as] = addition.pick(more.body);
      } catch (error) {
        // The call itself is done; that its answer could not be completed must not make it look undone.
        if (!write && !(error instanceof WhmcsFault)) throw error;
        added[addition.as] = null;
      }
    }
    try {
      const isPart = call.session.caller.via !== undefined && tool.list?.paging === 'here';
      // WHMCS has sent all of it: to ask for its next page would be to ask for all of it again.
      const result = tool.project(reply, isPart ? { ...values, limitnum: ALL } : values, added);
      if (write) return { ...call, result: withOwnWords(result, doneWords(call, result)) };
      return withMore(call, { result: call.plan === undefined ? result : saidOfPart(result) });
    } catch (error) {
      // A write that WHMCS confirmed is done, whatever else its reply holds: a failure here must not make it look undone.
      if (write) return { ...call, result: withOwnWords({ result: 'success' }, CONFIRMED) };
      throw error;
    }
  };
}
