import type { Log } from '../log.js';
import type { ApprovalRows } from '../store/index.js';
import { type ApprovalEvent, type ApprovalNote, noteOf } from './event.js';

export interface TellerPorts {
  /** Writes into the journal what happened. */
  record(note: ApprovalNote): Promise<void>;
  /** Tells whoever wants to hear of it; must come back at once. */
  notify(event: ApprovalEvent): void;
  now(): Date;
  log: Log;
}

/** Says what happened to requests. Never rejects: what was decided stands in the rows, told or not. */
export interface Teller {
  tell(event: ApprovalEvent): Promise<void>;
  /** Tells of what has ended by itself, if this process is the one to tell it. */
  tellEnded(rows: ApprovalRows): Promise<void>;
  /** Resolves once nothing is being written down. */
  idle(): Promise<void>;
}

export function createTeller({ record, notify, now, log }: TellerPorts): Teller {
  const underWay = new Set<Promise<void>>();

  async function recorded(event: ApprovalEvent): Promise<void> {
    try {
      await record(noteOf(event));
    } catch (error) {
      log('error', 'approval.unrecorded', { approval: event.approval.id, event: event.event, error });
    }
  }

  async function tell(event: ApprovalEvent): Promise<void> {
    try {
      notify(event);
    } catch (error) {
      log('error', 'approval.untold', { approval: event.approval.id, event: event.event, error });
    }
    const writing = recorded(event);
    underWay.add(writing);
    await writing;
    underWay.delete(writing);
  }

  return {
    tell,
    async tellEnded(rows) {
      try {
        for (const approval of await rows.ended(now())) {
          const event = approval.state === 'void' ? 'void' : 'expired';
          await tell({ event, approval, at: approval.settledAt ?? now() });
        }
      } catch (error) {
        log('warn', 'approval.unended', { error });
      }
    },
    async idle() {
      await Promise.all(underWay);
    },
  };
}
