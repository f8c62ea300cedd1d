import { type Body, idOf, listAt, type Reads } from '../catalog/index.js';
import { quoted } from '../prose/index.js';
import { itself } from './reader.js';

export interface Ticket {
  readonly fields: Body;
  readonly id: number;
  readonly clientId: number | undefined;
  readonly messages: readonly Body[];
  readonly notes: readonly Body[];
}

/** By its id, or else by the number that the customer sees. */
export function readTicket(reads: Reads, id: number | undefined, num: unknown): Promise<Ticket | undefined> {
  return reads.look({
    kind: 'ticket',
    name: id === undefined ? `ticket number ${quoted(num)}` : `ticket ${id}`,
    action: 'GetTicket',
    params: id === undefined ? { ticketnum: String(num) } : { ticketid: id },
    pick(reply) {
      const fields = id === undefined ? itself(reply, 'tid', num) : itself(reply, 'ticketid', id);
      const found = idOf(fields?.ticketid);
      if (fields === undefined || found === undefined) return undefined;
      return {
        fields,
        id: found,
        clientId: idOf(fields.userid),
        messages: listAt(fields, 'replies.reply'),
        notes: listAt(fields, 'notes.note'),
      };
    },
  });
}
