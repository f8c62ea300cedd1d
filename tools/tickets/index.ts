import { area } from '../../src/catalog/index.js';
import { deleteTicket } from './delete.js';
import { addTicketNote } from './note.js';
import { openTicket } from './open.js';
import { getSupportDepartments, getSupportStatuses, getTicket, getTickets } from './reads.js';
import { replyToTicket } from './reply.js';
import { updateTicket } from './update.js';

export const tickets = area('tickets', [
  getTickets,
  getTicket,
  openTicket,
  replyToTicket,
  addTicketNote,
  updateTicket,
  deleteTicket,
  getSupportDepartments,
  getSupportStatuses,
]);
