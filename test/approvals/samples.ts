import type { AskingRules, NewApproval, NewVote, Opening, StoredApproval } from '../../src/store/index.js';

export const NOON = new Date('2026-03-10T12:00:00.000Z');
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export const later = (ms: number, since: Date = NOON) => new Date(since.getTime() + ms);

export const RULES: AskingRules = { mostPending: 5, denialHoldsMs: HOUR };

let asked = 0;

/** A request to cancel an order, with what a test cares about put in its place. */
export function cancelOrder(differing: Partial<NewApproval> = {}): NewApproval {
  asked += 1;
  return {
    id: `TEST-${String(asked).padStart(4, '0')}`,
    installation: 'here',
    tool: 'whmcs_cancel_order',
    caller: 'agent',
    digest: 'cancel order 1042',
    revision: 'r1',
    rule: '/tools/whmcs_cancel_order/require_approval',
    channels: ['console', 'cli'],
    approvers: 1,
    lifetimeMs: 15 * MINUTE,
    shown: { args: { orderid: 1042 }, preview: { title: 'Cancel order 1042' } },
    snapshot: { 'order.status': 'Pending' },
    ...differing,
  };
}

export function saying(yes: boolean, differing: Partial<NewVote> = {}): NewVote {
  return { who: 'Anna', channel: 'console', at: NOON, yes, reason: '', ...differing };
}

/** The request that an opening ended with. */
export function approvalIn(opening: Opening | undefined): StoredApproval {
  if (opening === undefined || opening.kind === 'too_many') throw new Error(`no approval: ${opening?.kind}`);
  return opening.approval;
}
