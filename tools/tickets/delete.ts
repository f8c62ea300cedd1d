import { confirmation, listAt, NAMED, need, write } from '../../src/catalog/index.js';
import { counted, isNow, listed } from '../../src/prose/index.js';
import { gone, ticketRecord, ticketSubject } from '../../src/records/index.js';
import { notByNumber } from './ticket-number.js';

export const deleteTicket = write('whmcs_delete_ticket', {
  title: 'Delete a ticket',
  about:
    'Delete a ticket with its messages. Cannot be undone; whmcs_update_ticket with status Closed keeps it.',
  action: 'DeleteTicket',
  whose: NAMED,
  names: { ticket: ['ticketid'] },
  effects: ['irreversible'],
  args: { ticketid: need.ticketId() },
  advice: notByNumber,
  result: confirmation(),
  done: isNow('Ticket', 'ticketid', 'is deleted'),
  errors: {
    nothingBegun: ['Ticket ID not found'],
  },

  readBack: gone(ticketRecord),

  undo: 'A deleted ticket does not come back. A person can restore it from a backup.',

  async preview(scene) {
    const asked = await ticketSubject(scene);
    const { ticket } = asked;
    const posts = [...(ticket?.messages ?? []), ...(ticket?.notes ?? [])];
    const files = posts.flatMap((post) => listAt(post, 'attachments')).length;
    const held = ticket && [
      counted(ticket.messages.length, 'message'),
      counted(ticket.notes.length, 'staff note'),
      counted(files, 'attachment'),
    ];
    return {
      title: `Delete ${asked.named}`,
      sentences: [
        ...asked.sentences,
        held === undefined ? 'It is deleted with all its messages.' : `Deleted with it: ${listed(held)}.`,
      ],
      gentler:
        ticket?.fields.status === 'Closed'
          ? 'Leave it Closed: the messages stay on record.'
          : 'Close it instead: whmcs_update_ticket with status Closed keeps the messages.',
      details: asked.details,
      snapshot: {
        ...asked.facts,
        'ticket.messages': ticket?.messages.length,
        'ticket.notes': ticket?.notes.length,
      },
    };
  },

  sample: { least: { ticketid: 1 } },
});
