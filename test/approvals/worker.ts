import { type NewApproval, openStore, type Store } from '../../src/store/index.js';
import { RULES } from './samples.js';

/** A busy machine must not end the wait for the lock: what is tested is who gets what, not how fast. */
const PORTS = { patienceMs: 120_000 };

/** What the tests can have a process of its own do to requests for approval. */
export type Order =
  | { order: 'connect'; path: string }
  /** All at once. */
  | { order: 'open'; approvals: readonly NewApproval[]; at: string }
  | { order: 'vote'; id: string; who: string; yes: boolean; at: string }
  | { order: 'use'; id: string; times: number; at: string };

export interface Answer {
  /** Ids of the requests that were opened, and of those that were there. */
  opened?: string[];
  met?: string[];
  refused?: number;
  counted?: boolean;
  uses?: number;
  /** Why the order could not be carried out. */
  error?: string;
}

let store: Store | undefined;

async function open(approvals: readonly NewApproval[], at: Date): Promise<Answer> {
  const openings = await Promise.all(
    approvals.map(async (approval) => {
      await store?.approvals.meeting(approval, RULES, at);
      return store?.approvals.open(approval, RULES, at);
    }),
  );
  const answer = { opened: [] as string[], met: [] as string[], refused: 0 };
  for (const opening of openings) {
    if (opening === undefined || opening.kind === 'too_many') answer.refused += 1;
    else answer[opening.kind === 'opened' ? 'opened' : 'met'].push(opening.approval.id);
  }
  return answer;
}

async function obey(order: Order): Promise<Answer> {
  switch (order.order) {
    case 'connect':
      await store?.close();
      store = await openStore(order.path, PORTS);
      return {};
    case 'open':
      return open(order.approvals, new Date(order.at));
    case 'vote': {
      const { id, who, yes } = order;
      const vote = { who, yes, channel: 'console', reason: '', at: new Date(order.at) };
      return { counted: (await store?.approvals.vote(id, vote))?.counted === true };
    }
    case 'use': {
      const tries = Array.from({ length: order.times }, () =>
        store?.approvals.use(order.id, new Date(order.at)),
      );
      return { uses: (await Promise.all(tries)).filter(Boolean).length };
    }
  }
}

process.on('message', async (order: Order) => {
  // A worker that died of one order would fail every test after it, and say nothing of why.
  process.send?.(await obey(order).catch((error: unknown): Answer => ({ error: String(error) })));
});
