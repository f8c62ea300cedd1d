import { type CallView, createJournal } from '../../src/audit/index.js';
import type { Store } from '../../src/store/index.js';
import { NEEDS_PERSON } from './duels.js';
import { countBy, type Ledger } from './ledger.js';
import type { Arrival } from './witness.js';

const WRITES = new Set(['LogActivity', 'AddTicketNote', 'UpdateClient']);
/** After these a write may have reached WHMCS. */
const UNSURE = new Set(['done', 'lost', 'outcome_unknown', 'whmcs_unreachable']);

/** The name in the arguments of a write. */
const nameIn = (form: URLSearchParams) =>
  form.get('description') ?? form.get('message') ?? form.get('city') ?? '';

export const writesIn = (arrivals: readonly Arrival[]): readonly Arrival[] =>
  arrivals.filter(({ action, form }) => WRITES.has(action) && nameIn(form).startsWith('write '));

/** How often each write has reached WHMCS, by its name. */
export const sentTimes = (arrivals: readonly Arrival[]): Map<string, number> =>
  new Map(Object.entries(countBy(writesIn(arrivals), ({ form }) => nameIn(form))));

/** All calls that the journal holds of writes, by the name in their arguments. */
export async function journaled(store: Store): Promise<Map<string, CallView[]>> {
  const journal = createJournal({
    store: async () => store,
    now: () => new Date(),
    withhold: (one) => one,
    withholdOwn: (value) => value,
    log: () => {},
  });
  const byName = new Map<string, CallView[]>();
  let before: number | undefined;
  do {
    const page = await journal.calls({
      risk: 'write',
      limit: 500,
      ...(before === undefined ? {} : { before }),
    });
    for (const call of page.calls) {
      const { description, message, city } = call.args as Record<string, unknown>;
      const name = String(description ?? message ?? city);
      byName.set(name, [...(byName.get(name) ?? []), call]);
    }
    before = page.next;
  } while (before !== undefined);
  return byName;
}

/** Whether its intent is written down. */
export const isIntended = ({ entries }: CallView): boolean => entries[0]?.kind === 'intent';

/** What does not fit between what clients were told, what the journal holds and what WHMCS got; nothing where all fits. */
export function contradictions(
  ledger: Ledger,
  arrivals: readonly Arrival[],
  journal: ReadonlyMap<string, readonly CallView[]>,
): string[] {
  const sent = sentTimes(arrivals);
  const found: string[] = [];
  for (const [name, times] of sent) {
    if (times > 1) found.push(`${name} reached WHMCS ${times} times`);
    if (!journal.get(name)?.some(isIntended)) found.push(`${name} reached WHMCS without an intent`);
  }
  for (const [name, calls] of journal) {
    const done = calls.filter(({ state }) => state === 'done').length;
    if (done > (sent.get(name) ?? 0)) found.push(`${name} is done in the journal and never reached WHMCS`);
  }
  for (const { kind, name, outcome } of ledger.made) {
    if (kind === 'read') continue;
    if (outcome === 'done' && !journal.get(name)?.some(({ state }) => state === 'done'))
      found.push(`${name} was told to be done, and the journal does not have it so`);
    const isOneOfMany = name.includes(NEEDS_PERSON);
    if (!UNSURE.has(outcome) && !isOneOfMany && sent.has(name))
      found.push(`${name} was refused as ${outcome}, and reached WHMCS`);
  }
  return found;
}

/** Writes to one record of WHMCS that were under way at the same time. */
export function overlaps(arrivals: readonly Arrival[]): string[] {
  const last = new Map<string, Arrival>();
  const found: string[] = [];
  for (const arrival of arrivals) {
    if (arrival.action !== 'UpdateClient') continue;
    const client = arrival.form.get('clientid') ?? '';
    const before = last.get(client);
    if (before !== undefined && (before.until ?? Number.POSITIVE_INFINITY) > arrival.at)
      found.push(`client ${client}: ${nameIn(arrival.form)} came while ${nameIn(before.form)} was under way`);
    last.set(client, arrival);
  }
  return found;
}

/** Writes of whose intents the journal does not say what came, by name. */
export function* openIntents(journal: ReadonlyMap<string, readonly CallView[]>): Iterable<string> {
  for (const [name, calls] of journal)
    if (calls.some((call) => isIntended(call) && call.entries.length === 1)) yield name;
}

/** Who made a write, by its name. */
export const callerOfWrites = ({ made }: Ledger): ReadonlyMap<string, string> =>
  new Map(made.map(({ name, caller }) => [name, caller]));
