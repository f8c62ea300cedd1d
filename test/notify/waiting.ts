import type { NewApproval, StoredApproval } from '../../src/store/index.js';
import { cancelOrder, NOON } from '../approvals/samples.js';

/** A request that waits, asked at noon. */
export const waiting = (differing: Partial<NewApproval> = {}): StoredApproval => ({
  ...cancelOrder({
    id: '7QKM-2X9D',
    caller: 'ann@example.com',
    grant: 'support',
    shown: {
      args: { orderid: 1042 },
      install: 'shop-de',
      reason: 'She wrote so in ticket 404',
      preview: { title: 'Cancel order 1042 of Anna Schmidt' },
    },
    ...differing,
  }),
  state: 'pending',
  askedAt: NOON,
  expiresAt: new Date(NOON.getTime() + 900_000),
  settledAt: undefined,
  note: '',
  votes: [],
});
