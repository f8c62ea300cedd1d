import type { Journal } from '../../audit/index.js';
import type { Tool, Values } from '../../catalog/index.js';
import {
  type Approved,
  type InTurn,
  type Intended,
  type Judged,
  type Ready,
  type Stage,
  startAgain,
  unsent,
  withMore,
} from '../call.js';
import { type Failure, failure } from '../outcome.js';
import type { Seen } from '../seen/seen.js';
import type { Connection } from '../sending/connection.js';
import { reserved } from './limits/reserve.js';

const replacing = ({ undo }: Tool, values: Values) => {
  const before = typeof undo === 'object' ? undo.before : undefined;
  return before?.when?.(values) === false ? undefined : before;
};

const comparing = ({ readBack: look }: Tool, values: Values) =>
  look?.keep === undefined || look.when?.(values) === false ? undefined : { ...look, keep: look.keep };

/** Whether WHMCS is asked something new between the decision on a write and its intent. */
export function readsFirst({ tool, values, reads }: InTurn): boolean {
  const looks = [replacing(tool, values), comparing(tool, values), ...tool.before];
  return looks.some(
    (look) =>
      look !== undefined &&
      look.when?.(values) !== false &&
      !reads.ask.wasAsked(look.action, look.params(values)),
  );
}

/** What the checks refuse that the row asks for. */
export async function refusedByChecks({
  tool,
  values,
  reads,
  clients,
}: Judged): Promise<Failure | undefined> {
  for (const check of tool.before) {
    if (check.when?.(values) === false) continue;
    const refusal = check.refuse(await reads.ask(check.action, check.params(values)), values);
    if (refusal === undefined) continue;
    const said = clients === undefined ? refusal.message : (check.discreetly ?? refusal.message);
    return failure(refusal.code, said);
  }
  return undefined;
}

/** Makes the checks that the row asks for, and encodes the call as it will be sent. */
export function checkAndEncode({ connection }: { connection: Connection }): Stage<Approved, Ready> {
  return async (call) => {
    const { tool, values } = call;
    const refused = await refusedByChecks(call);
    if (refused !== undefined) return unsent(refused);
    const params = tool.encode(call.plan?.sources[0].values ?? values, connection.installation);
    const { action, slow, promise } = tool;
    return withMore(call, { clearance: connection.clear({ action, slow, params, promise }) });
  };
}

/**
 * Tells the journal, durably, that a write is about to be sent, and what it will replace; counts it and takes its turn where
 * that was left to be done. No journal, no write.
 */
export function writeIntent({
  connection,
  journal,
}: {
  connection: Connection;
  journal: Journal;
}): Stage<Ready, Intended> {
  /** What the call will replace, for undoing it. A call is not held up where that can't be read. */
  async function replacedBy({ tool, values, reads }: Ready): Promise<Record<string, unknown> | undefined> {
    const before = replacing(tool, values);
    if (before === undefined) return undefined;
    try {
      return before.keep(await reads.ask(before.action, before.params(values)), values);
    } catch {
      return undefined;
    }
  }

  /** What the call will be compared with if it has to be looked up. */
  async function priorOf({ tool, values, reads }: Ready): Promise<Record<string, unknown> | undefined> {
    const look = comparing(tool, values);
    if (look === undefined) return undefined;
    try {
      return look.keep(await reads.ask(look.action, look.params(values)), values);
    } catch {
      return undefined;
    }
  }

  return async (call) => {
    if (call.tool.risk === 'read') return withMore(call, { intended: false });
    const [before, prior] = [await replacedBy(call), await priorOf(call)];
    const whmcsTime = connection.whmcs.clock()?.toISOString();
    const facts = {
      ...call.facts,
      ...(whmcsTime === undefined ? {} : { whmcsTime }),
      ...(before === undefined ? {} : { before }),
      ...(prior === undefined ? {} : { prior }),
    };
    const { tool, claims, decision, turn } = call;
    const wish = turn?.wish;
    connection.whmcs.expectWrite();
    if (claims === undefined && wish === undefined) {
      await journal.intent(facts);
      return withMore(call, { facts, intended: true });
    }
    const asked = performance.now();
    const answer = await reserved(tool, decision, () => journal.begin(facts, claims ?? [], wish));
    if ('ok' in answer) return unsent(answer);
    if ('alone' in answer) return startAgain(call);
    if (wish !== undefined) turn?.begin(asked);
    const reservation = claims === undefined ? call.reservation : answer;
    return withMore(call, { facts, intended: true, reservation });
  };
}

/** Remembers what a write puts where and says to whom, before it is sent: no lost answer hides it then. */
export function rememberWrite({ seen }: { seen: Pick<Seen, 'leaving'> }): Stage<Intended, Intended> {
  return async (call) => {
    const { tool, values, session, intended } = call;
    if (intended) await seen.leaving({ tool, values, caller: session.caller });
    return call;
  };
}
