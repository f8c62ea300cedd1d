import {
  type Body,
  idOf,
  listAt,
  Misshapen,
  named,
  need,
  type Precheck,
  read,
  record,
  unsent,
  type Values,
} from '../../../../src/catalog/index.js';
import { rowOf, ticketRecord } from '../../../../src/records/index.js';
import { openFile } from './open-file.js';

const ofTicket = ({ ticketid }: Values) => ({ ticketid: Number(ticketid) });

/** The post that a call names, of the ticket that it names. */
function postIn(ticket: Body, { ticketid, type, relatedid }: Values): Body | undefined {
  const withId = (path: string, key: string, id: unknown) =>
    listAt(ticket, path).find((row) => idOf(row[key]) === id);
  if (type === 'note') return withId('notes.note', 'noteid', relatedid);
  if (type === 'reply') return withId('replies.reply', 'replyid', relatedid);
  return relatedid === ticketid ? withId('replies.reply', 'replyid', 0) : undefined;
}

/** Whether a post lists that file; WHMCS before 8.0 lists names alone. */
function listsFile(post: Body, { index }: Values): boolean {
  const files = listAt(post, 'attachments');
  if (files.length > 0) return files.some((row) => idOf(row.index) === index);
  const names = typeof post.attachment === 'string' ? post.attachment : '';
  return names !== '' && Number(index) < names.split('|').length;
}

/** Rejects where the answer does not show the ticket. */
function isAttached(reply: Body, args: Values): boolean {
  const ticket = rowOf(ticketRecord, reply, args);
  if (ticket === undefined) throw new Misshapen('it does not show the ticket');
  const post = postIn(ticket, args);
  // The opening message has the id 0, which names it in no other ticket.
  return post !== undefined && listsFile(post, args);
}

/** Refuses a file of another ticket: WHMCS gives that of whichever post is named, and asks no one whose it is. */
const isOfTicket: Precheck = {
  action: 'GetTicket',
  params: ofTicket,
  refuse: (reply, args) =>
    isAttached(reply, args)
      ? undefined
      : {
          code: 'invalid_arguments',
          message: `relatedid: ticket ${Number(args.ticketid)} shows no attachment ${Number(args.index)} at ${String(args.type)} ${Number(args.relatedid)}. Of its posts, whmcs_get_ticket shows replyid, noteid and attachments; the opening message has type ticket and the id of the ticket. The attachment was not asked for.`,
        },
};

export const getTicketAttachment = read('whmcs_get_ticket_attachment', {
  title: 'Read an attachment',
  about:
    'A file attached to a ticket: plain text, or a small image (PNG, JPEG, GIF, WebP), told by its content. Of other files name, type and size.',
  action: 'GetTicketAttachment',
  whose: named({
    within: async ({ ask, values }) => isAttached(await ask('GetTicket', ofTicket(values)), values),
  }),
  names: { ticket: ['ticketid'] },
  args: {
    ticketid: unsent(need.ticketId('Internal id of the ticket that it is of; not sent to WHMCS')),
    relatedid: need.id('replyid or noteid; of the opening message, ticketid again'),
    type: need.choice(['ticket', 'reply', 'note'], 'Of relatedid'),
    index: need.int({ min: 0, max: 1_000 }, 'As attachments of the post has it; the first is 0'),
  },
  before: [isOfTicket],
  result: record({ opens: openFile }),
  sample: {
    least: { ticketid: 403, relatedid: 403, type: 'ticket', index: 0 },
  },
});
