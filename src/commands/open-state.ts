import { type Approvals, createApprovals } from '../approvals/index.js';
import { createJournal, type Journal } from '../audit/index.js';
import { openStore, type Store } from '../store/index.js';

/** The shared state alone, for what works without WHMCS. */
export interface State {
  readonly store: Store;
  readonly journal: Journal;
  /** What people decide on. */
  readonly approvals: Pick<Approvals, 'get' | 'list' | 'vote'>;
  close(): Promise<void>;
}

/**
 * Opens the state at a path. Rejects with a StoreFault where it can't.
 * @param evenExposed also where others can change the file: for what only forbids
 */
export async function openState(path: string, { evenExposed = false } = {}): Promise<State> {
  const store = await openStore(path, { evenExposed });
  const journal = createJournal({
    store: async () => store,
    now: () => new Date(),
    // What commands write into the journal is ours: who did what.
    withhold: (value) => value,
    withholdOwn: (value) => value,
    log: () => {},
  });
  const approvals = createApprovals({
    rows: async () => store.approvals,
    // Nothing is asked from here.
    installation: '',
    key: new Uint8Array(),
    now: () => new Date(),
    record: (event) => journal.note('approval', event),
    listeners: [],
    log: () => {},
  });
  return {
    store,
    journal,
    approvals,
    async close() {
      await approvals.close();
      await store.close();
    },
  };
}
