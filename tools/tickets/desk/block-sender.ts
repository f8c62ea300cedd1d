import { confirmation, may, NAMED, need, type ReadBack, write } from '../../../src/catalog/index.js';
import { isNow, where } from '../../../src/prose/index.js';
import { readOf, ticketRecord, ticketSubject, untold } from '../../../src/records/index.js';
import { notByNumber } from '../ticket-number.js';

const NOT_SHOWN = 'and whether its sender is blocked does not show';

export const blockTicketSender = write('whmcs_block_ticket_sender', {
  title: 'Block the sender of a ticket',
  about:
    'Let no mail from the address of a ticket open or answer tickets any more; delete removes the ticket, too. For senders who are no clients. No call lifts the block.',
  action: 'BlockTicketSender',
  whose: NAMED,
  names: { ticket: ['ticketid'] },
  // Whoever is blocked reaches nobody at the desk by mail.
  effects: ['control', 'irreversible'],
  args: { ticketid: need.ticketId(), delete: may.flag('Also delete the ticket') },
  advice: notByNumber,
  result: confirmation(),
  done: isNow('The sender of ticket', 'ticketid', 'is blocked'),
  errors: { nothingBegun: ['Ticket ID Required', 'Ticket ID Not Found'] },

  readBack: onlyTheTicketShows(),

  undo: 'No call lifts a block: a person can, under Spam Control in WHMCS. A deleted ticket does not come back.',

  async preview(scene) {
    const asked = await ticketSubject(scene);
    const deletes = scene.values.delete === true;
    return {
      title: `Block the sender of ${asked.named}`,
      sentences: [
        ...asked.sentences,
        `Mails from ${asked.mail} open and answer no tickets any more, and nobody is told of them.`,
        where(
          (asked.ticket?.clientId ?? 0) > 0,
          'This one is a client, whose mails to the desk would get lost; WHMCS may refuse it.',
        ),
        deletes ? 'The ticket is deleted with all its messages.' : 'The ticket itself stays as it is.',
      ],
      gentler: deletes
        ? 'Block the sender without delete, and close the ticket: its messages stay on record.'
        : 'Close the ticket instead: whmcs_update_ticket with status Closed.',
      details: asked.details,
      snapshot: {
        ...asked.facts,
        'ticket.email': asked.ticket?.fields.email,
        'ticket.messages': deletes ? asked.ticket?.messages.length : undefined,
      },
    };
  },

  sample: { least: { ticketid: 1 }, most: { ticketid: 1, delete: true } },
});

/** No read lists who is blocked, and a ticket can have been deleted by anybody. */
function onlyTheTicketShows(): ReadBack {
  return {
    ...readOf(ticketRecord),
    tells: (_reply, { ticketid }) => untold(`ticket ${ticketid} is there, ${NOT_SHOWN}`),
    missing: ({ ticketid }) => untold(`ticket ${ticketid} is gone, ${NOT_SHOWN}`),
  };
}
