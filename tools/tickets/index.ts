import { area } from '../../src/catalog/index.js';
import { deleteTicket } from './delete.js';
import { addTicketNote } from './note.js';
import { openTicket } from './open.js';
import * as reads from './reads.js';
import { replyToTicket } from './reply.js';
import { updateTicket } from './update.js';

export const tickets = area('tickets', [
  ...Object.values(reads),
  openTicket,
  replyToTicket,
  addTicketNote,
  updateTicket,
  deleteTicket,
]);
