import { confirmation, exactlyOne, may, NAMED, need, write } from '../../src/catalog/index.js';
import { isNow } from '../../src/prose/index.js';
import { ticketSubject } from '../../src/records/index.js';
import { postFound, textSentences } from './posts.js';
import { notByNumber } from './ticket-number.js';

export const addTicketNote = write('whmcs_add_ticket_note', {
  title: 'Add a ticket note',
  about: 'Add a note that only staff see. Sends nothing.',
  action: 'AddTicketNote',
  whose: NAMED,
  names: { ticket: ['ticketid', 'ticketnum'] },
  effects: ['impersonation?created'],
  args: {
    message: need.body(),
    ticketid: may.ticketId(),
    ticketnum: may.text('Number the customer sees'),
    markdown: may.flag(),
    attachments: may.attachments(),
    created: may.moment('YYYY-MM-DD HH:mm:ss'),
  },
  rules: [exactlyOne('ticketid', 'ticketnum')],
  advice: notByNumber,
  result: confirmation(),
  done: isNow('Ticket', 'ticketid', 'has the note'),
  errors: {
    nothingBegun: [
      'Ticket ID not found',
      'Message is required',
      'Invalid Date Format',
      'Ticket creation date cannot be in the future',
    ],
  },

  readBack: postFound('note', 'notes.note', 'noteid'),

  undo: 'No tool takes a note back. A person can delete it in the ticket in WHMCS.',

  async preview(scene) {
    const asked = await ticketSubject(scene);
    return {
      title: `Add a staff note to ${asked.named}`,
      sentences: [
        ...asked.sentences,
        'A note is added that only staff see. No mail is sent.',
        ...textSentences(scene),
      ],
      details: asked.details,
      snapshot: asked.facts,
    };
  },

  sample: {
    least: { ticketid: 1, message: 'Known customer.' },
    most: {
      ticketnum: '516757',
      message: 'Known.',
      markdown: true,
      attachments: [{ name: 'note.txt', data: 'aGVsbG8=' }],
      created: '2026-01-02 03:04',
    },
  },
});
