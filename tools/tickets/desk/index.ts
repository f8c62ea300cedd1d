import { area } from '../../../src/catalog/index.js';
import { getTicketAttachment } from './attachments/index.js';
import { blockTicketSender } from './block-sender.js';
import { mergeTickets } from './merge.js';
import * as reads from './reads.js';

export const ticketsDesk = area(
  'tickets',
  [...Object.values(reads), getTicketAttachment, mergeTickets, blockTicketSender],
  'desk',
);
