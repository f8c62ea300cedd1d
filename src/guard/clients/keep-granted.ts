import { setTimeout as pause } from 'node:timers/promises';
import { idOf, type RecordKind, type Tool, type Values } from '../../catalog/index.js';
import { NOT_GRANTED } from '../../policy/index.js';
import { RECORDS } from '../../records/index.js';
import { abortSignalOf, type StopSignal } from '../../whmcs/index.js';
import { type Answered, type Approved, type End, unsent, withMore } from '../call.js';
import { denial } from '../decision/denial.js';
import { decisionFacts } from '../journal/facts.js';
import { type Failure, failure } from '../outcome.js';
import type { Connection } from '../sending/connection.js';
import type { GrantedClients } from './granted-clients.js';
import { grantedRows, planOf, TooLong, withoutColumns } from './list-walk.js';

/** Answers leave at the ends of these spans: 250 ms, 500 ms, 1 s, 2 s and so on. */
const SHORTEST_SPAN_MS = 250;

/** Waits until how long it took tells no more than the span it fell into. What takes its call back is not kept waiting. */
async function endOfSpan(begun: number, signal: StopSignal | undefined): Promise<void> {
  const ms = performance.now() - begun;
  let span = SHORTEST_SPAN_MS;
  while (span < ms) span *= 2;
  await pause(span - ms, undefined, signal && { signal: abortSignalOf(signal) }).catch(() => undefined);
}

function tooLong({ name, names }: Tool): Failure {
  const [by] = names.client ?? [];
  const cure = by === undefined ? 'Narrow the search.' : `Name one of them in ${by}.`;
  return failure(
    'invalid_arguments',
    `${name} was not answered: to tell what in it belongs to the clients that you are granted takes more reads than one call may make. ${cure}`,
  );
}

/** Works out how a list is read for a caller who is granted these clients alone. */
export async function planned(call: Approved, clients: GrantedClients): Promise<Approved | End> {
  try {
    return withMore(call, { plan: await planOf(call.tool, call.values, clients) });
  } catch (error) {
    if (error instanceof TooLong) return unsent(tooLong(call.tool));
    throw error;
  }
}

/** The record was its client's a moment ago; the answer says whose it is now. */
async function ofRecord(call: Answered, clients: GrantedClients): Promise<Answered | End> {
  const { tool, values, reply } = call;
  const [kind] = Object.keys(tool.names) as RecordKind[];
  const argument = kind && tool.names[kind]?.find((name) => values[name] !== undefined);
  if (kind === undefined || argument === undefined) return refused(call);
  const { pick, owner } = RECORDS[kind];
  const row = pick(reply, argument, values[argument]);
  const client = typeof row === 'object' ? idOf(row[owner]) : undefined;
  return (await clients.has(client || undefined)) ? call : refused(call);
}

function refused(call: Answered): End {
  const decision = { ...call.decision, outcome: 'deny', deciding: NOT_GRANTED } as const;
  return {
    end: denial(call.tool, decision),
    sent: true,
    facts: { ...call.facts, decision: decisionFacts(decision) },
  };
}

async function ofList(call: Answered, { whmcs, clear, installation }: Connection): Promise<Answered | End> {
  const { tool, values, reply, plan, options } = call;
  if (plan === undefined) return refused(call);
  const { action, slow, promise } = tool;
  const ask = async (asked: Values) => {
    const params = tool.encode(asked, installation);
    return (await whmcs.send(clear({ action, slow, params, promise }), options)).body;
  };
  try {
    const rows = await grantedRows(plan, tool.pageOf(values), reply, ask);
    if (plan.telling !== undefined) await endOfSpan(plan.telling, options.signal);
    return withMore(call, { reply: rows });
  } catch (error) {
    if (error instanceof TooLong) return { end: tooLong(tool), sent: true };
    throw error;
  }
}

/** Leaves of an answer what belongs to the clients that the caller is granted. */
export async function granted(
  call: Answered,
  clients: GrantedClients,
  connection: Connection,
): Promise<Answered | End> {
  const { tool, reply } = call;
  const { whose } = tool;
  if (whose.shows === 'rows') return ofList(call, connection);
  if (whose.shows === 'record') return ofRecord(call, clients);
  if (whose.shows !== 'catalogue' || whose.without === undefined || tool.list === undefined) return call;
  return withMore(call, { reply: withoutColumns(reply, tool.list, whose.without) });
}
