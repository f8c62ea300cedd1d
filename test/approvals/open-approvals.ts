import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import {
  type ApprovalEvent,
  type ApprovalNote,
  type ApprovalPorts,
  type ApprovalRequest,
  type Approvals,
  createApprovals,
  type Preview,
} from '../../src/approvals/index.js';
import { type ApprovalRows, openStore, type StoredApproval } from '../../src/store/index.js';
import { MINUTE, NOON } from './samples.js';

export const KEY = new TextEncoder().encode('a key of this installation');

export const PREVIEW: Preview = {
  title: 'Cancel order 1042 of Anna Schmidt (client 12)',
  sentences: [
    'Order 1042 is pending, 59.90 EUR, placed 3 days ago.',
    'One service and one domain hang on it.',
  ],
  irreversible: ['The mail that tells the client.'],
  gentler: 'Set the order to pending and ask the client.',
  details: [{ label: 'Order number', value: '3141592653' }],
  snapshot: { 'order.status': 'Pending', 'order.amount': '59.90' },
  reads: 3,
};

/** A call to cancel an order that a rule wants seen, with what a test cares about put in its place. */
export function request(differing: Partial<ApprovalRequest> = {}): ApprovalRequest {
  return {
    tool: 'whmcs_cancel_order',
    caller: 'agent',
    values: { orderid: 1042 },
    shownArgs: { orderid: 1042 },
    revision: 'r1',
    rule: '/tools/whmcs_cancel_order/require_approval',
    preview: async () => PREVIEW,
    ...differing,
  };
}

export interface OpenApprovals {
  approvals: Approvals;
  rows: ApprovalRows;
  notes: ApprovalNote[];
  events: ApprovalEvent[];
  /** Lines of the log. */
  logged: string[];
  /** Lets time pass, for expiry; nobody sleeps through it. */
  pass(ms: number): void;
  /** Asks, and hands back the request it came to. */
  ask(differing?: Partial<ApprovalRequest>): Promise<StoredApproval>;
}

/** Requests over a state of their own, with a clock that stands still. */
export async function openApprovals(ports: Partial<ApprovalPorts> = {}): Promise<OpenApprovals> {
  const store = await openStore('memory');
  onTestFinished(() => store.close());
  let now = NOON.getTime();
  const notes: ApprovalNote[] = [];
  const events: ApprovalEvent[] = [];
  const logged: string[] = [];
  const approvals = createApprovals({
    rows: async () => store.approvals,
    installation: 'here',
    key: KEY,
    now: () => new Date(now),
    record: async (note) => {
      notes.push(note);
    },
    listeners: [
      {
        announce: (news) => {
          events.push(news);
        },
      },
    ],
    log: (level, event, fields) => {
      logged.push(`${level} ${event} ${JSON.stringify(fields)}`);
    },
    ...ports,
  });
  return {
    approvals,
    rows: store.approvals,
    notes,
    events,
    logged,
    pass(ms) {
      now += ms;
    },
    async ask(differing) {
      const asked = await approvals.ask(request(differing));
      if (asked.kind === 'too_many') throw new Error('too many wait');
      return asked.approval;
    },
  };
}

/** A clock whose sleepers wake at once, and what it was asked to wait for. */
export function hurriedClock() {
  let elapsed = 0;
  const slept: number[] = [];
  return {
    slept,
    elapsed: () => elapsed,
    async sleep(ms: number, signal?: AbortSignal) {
      signal?.throwIfAborted();
      slept.push(ms);
      elapsed += ms;
      await sleep(0);
    },
  };
}

export const LIFETIME = 15 * MINUTE;
