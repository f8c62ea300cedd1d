import type { Log } from '../log.js';
import type { ApprovalRows } from '../store/index.js';
import type { Listener } from './channels/channel.js';
import { type ApprovalEvent, type ApprovalNote, noteOf } from './event.js';

export interface AnnouncerPorts {
  /** Writes an event into the journal. */
  record(note: ApprovalNote): Promise<void>;
  /** Whoever wants to hear of events. */
  listeners: readonly Listener[];
  now(): Date;
  log: Log;
}

/** Makes events known. Never rejects: what was decided is in the rows, announced or not. */
export interface Announcer {
  announce(event: ApprovalEvent): Promise<void>;
  /** Announces requests that ended by themselves, if this process is the one to do it. */
  announceEnded(rows: ApprovalRows): Promise<void>;
  /** Resolves once nothing is being written down. */
  idle(): Promise<void>;
}

export function createAnnouncer({ record, listeners, now, log }: AnnouncerPorts): Announcer {
  const underWay = new Set<Promise<void>>();

  async function recorded(event: ApprovalEvent): Promise<void> {
    try {
      await record(noteOf(event));
    } catch (error) {
      log('error', 'approval.unrecorded', { approval: event.approval.id, event: event.event, error });
    }
  }

  function tell(listener: Listener, event: ApprovalEvent): void {
    try {
      listener.announce(event);
    } catch (error) {
      log('error', 'approval.untold', { approval: event.approval.id, event: event.event, error });
    }
  }

  async function announce(event: ApprovalEvent): Promise<void> {
    for (const listener of listeners) tell(listener, event);
    const writing = recorded(event);
    underWay.add(writing);
    await writing;
    underWay.delete(writing);
  }

  return {
    announce,
    async announceEnded(rows) {
      try {
        for (const approval of await rows.ended(now())) {
          const event = approval.state === 'void' ? 'void' : 'expired';
          await announce({ event, approval, at: approval.settledAt ?? now() });
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
