import { area } from '../../../src/catalog/index.js';
import { mergeTickets } from './merge.js';

export const ticketsDesk = area('tickets', [mergeTickets], 'desk');
