import type { Log } from '../../log.js';
import type { AppendOptions, CallHoldings, Entry, EntryFilter, NewEntry, Store } from '../../store/index.js';
import { viewOf } from './call-view.js';
import { callBody, type EntryBody, noteBody, outcomeBody, type Withhold } from './entry-body.js';
import type { CallFacts, Journal } from './journal.js';

export interface JournalPorts {
  /** Opens the state when it is first needed. */
  store(): Promise<Pick<Store, 'journal' | 'calls'>>;
  now(): Date;
  /** Takes credentials out once more, since entries can't be changed later. */
  withhold: Withhold;
  /** Takes out our own credentials alone: what the agent wrote is kept as it was sent. */
  withholdOwn: Withhold;
  log: Log;
  /** How long a call without an outcome counts as under way; 5 minutes if left out. */
  underWayMs?: number;
}

const UNDER_WAY_MS = 5 * 60_000;
/** Kinds of the first entry of a call. */
const HEAD_KINDS = ['call', 'intent'] as const;
/** Far more than a call has: an intent, an outcome and, if that was unknown, a later one. */
const MAX_ENTRIES = 100;

const isHead = ({ kind }: Entry) => kind === 'call' || kind === 'intent';

/** The journal of all calls. Its methods reject with a StoreFault where the state can't be read or written. */
export function createJournal({
  store,
  now,
  withhold,
  withholdOwn,
  log,
  underWayMs = UNDER_WAY_MS,
}: JournalPorts): Journal {
  const underWaySince = () => new Date(now().getTime() - underWayMs);

  const rows = async () => (await store()).journal;

  function entryOf(kind: NewEntry['kind'], call: string, body: EntryBody): NewEntry {
    const { omitted } = body;
    if (omitted !== undefined) log('warn', 'journal.shortened', { call, omitted });
    return { kind, call, body, at: now() };
  }

  const add = async (entry: NewEntry, options?: AppendOptions) =>
    void (await (await rows()).append(entry, options));

  /** The last entry of a call, with what it gives back. */
  async function end(entry: NewEntry, holdings: CallHoldings | undefined): Promise<void> {
    if (holdings === undefined) return add(entry);
    await (await store()).calls.end(entry, holdings);
  }

  const intentOf = (facts: CallFacts) =>
    entryOf('intent', facts.call, callBody(facts, undefined, { withhold, withholdOwn }));

  /** Outcomes of these intents by call, oldest first. */
  async function outcomesOf(heads: readonly Entry[]): Promise<Map<string, Entry[]>> {
    const calls = heads.filter(({ kind }) => kind === 'intent').map(({ call }) => call);
    if (calls.length === 0) return new Map();
    const limit = calls.length * MAX_ENTRIES;
    const newestFirst = await (await rows()).find({ kinds: ['outcome'], calls, limit });
    const byCall = new Map<string, Entry[]>();
    for (const entry of newestFirst.toReversed()) {
      byCall.set(entry.call, [...(byCall.get(entry.call) ?? []), entry]);
    }
    return byCall;
  }

  return {
    intent: async (facts) => add(intentOf(facts), { durable: true }),
    begin: async (facts, claims, lease) => (await store()).calls.begin(intentOf(facts), claims, lease),
    outcome: async (facts, result, holdings) =>
      end(entryOf('outcome', facts.call, outcomeBody(facts, result, withhold)), holdings),
    whole: async (facts, result, holdings) =>
      end(entryOf('call', facts.call, callBody(facts, result, { withhold, withholdOwn })), holdings),
    note: async (kind, body) => add(entryOf(kind, '', noteBody(body, withhold))),

    async calls(filter: EntryFilter) {
      const kinds = HEAD_KINDS.filter((kind) => filter.kinds?.includes(kind) ?? true);
      const entries = await (await rows()).find({ ...filter, kinds, limit: filter.limit + 1 });
      const heads = entries.slice(0, filter.limit);
      const outcomes = await outcomesOf(heads);
      return {
        calls: heads.map((head) => viewOf(head, outcomes.get(head.call) ?? [], underWaySince())),
        next: entries.length > heads.length ? heads.at(-1)?.seq : undefined,
      };
    },

    async call(id) {
      if (id === '') return undefined;
      const newestFirst = await (await rows()).find({ call: id, limit: MAX_ENTRIES });
      const [head, ...later] = newestFirst.toReversed();
      return head !== undefined && isHead(head) ? viewOf(head, later, underWaySince()) : undefined;
    },
  };
}
