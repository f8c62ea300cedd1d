import type { Journal } from '../../audit/index.js';
import type { Catalog } from '../../catalog/index.js';
import type { Store } from '../../store/index.js';
import { WITHHELD } from '../../terms.js';
import { type Extras, findTool } from '../extras.js';
import type { Connection } from '../sending/connection.js';
import { readBack } from '../sending/read-back.js';
import { callKey, LOOK_BACK_MS } from './duplicates.js';
import { NOT_KEPT } from './facts.js';

export interface SweepPorts {
  catalog: Catalog;
  extras: Extras;
  connection: Connection;
  journal: Journal;
  installationId: string;
  store(): Promise<Store>;
  now(): Date;
}

const MOST_SWEPT = 200;
/** Longer than a lease is held for a process that died. */
const SETTLES_MS = 60_000;

/**
 * Settles what a process that died has left open: its intents get the outcome that nobody could write down, and what
 * reading back shows of it.
 */
export async function sweep(ports: SweepPorts): Promise<void> {
  const { connection, journal, installationId, store, now } = ports;
  const since = new Date(now().getTime() - LOOK_BACK_MS);
  const { calls } = await journal.calls({ since, kinds: ['intent'], limit: MOST_SWEPT });
  for (const call of calls) {
    if (call.result !== undefined || now().getTime() - call.at.getTime() < SETTLES_MS) continue;
    const { leases } = await store();
    if (await leases.held(`${installationId} ${callKey(call.digest ?? '')}`)) continue;
    const tool = await findTool(ports, call.tool);
    const finding =
      tool === undefined || isPartly(call.args)
        ? { done: undefined, says: 'its arguments are not kept whole, so it can not be looked up' }
        : await readBack(connection, { ...call, tool, values: call.args });
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

/** Whether something of the arguments was left out of the journal: then they are not what was sent. */
function isPartly(value: unknown): boolean {
  if (typeof value === 'string')
    return value.includes(NOT_KEPT) || value.startsWith('[not kept: ') || value.includes(WITHHELD);
  return typeof value === 'object' && value !== null && Object.values(value).some(isPartly);
}
