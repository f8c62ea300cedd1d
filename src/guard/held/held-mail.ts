import type { ActingNow } from '../../approvals/index.js';
import type { Edited, EditPorts, Edits } from './edit.js';
import type { SendPorts } from './send-due.js';

export interface HeldMail {
  /** Sends what is due, each by the one path, for whoever made the call. Never rejects. */
  sendDue(): Promise<void>;
  /** Puts other words into a held call; undefined where there is none of that id here. */
  edit(id: string, edits: Edits, by: ActingNow): Promise<Edited | undefined>;
  /** The arguments of a tool whose words people may change. */
  editable(tool: string): Promise<readonly string[]>;
}

/** Loaded when there is any. */
export function heldMail(ports: EditPorts & SendPorts): HeldMail {
  let isSending = false;
  /** A state that can't be read is told of once. */
  let isTold = false;
  return {
    async sendDue() {
      if (isSending) return;
      isSending = true;
      try {
        const due = await ports.approvals.toSend(MOST_AT_ONCE);
        isTold = false;
        if (due.length > 0) await (await import('./send-due.js')).sendDue(ports, due);
      } catch (error) {
        if (!isTold) ports.log('warn', 'held.unsent', { error });
        isTold = true;
      } finally {
        isSending = false;
      }
    },
    edit: async (id, edits, by) => (await import('./edit.js')).edit(ports, id, edits, by),
    editable: async (tool) => (await import('./edit.js')).editableOf(ports, tool),
  };
}

const MOST_AT_ONCE = 300;
