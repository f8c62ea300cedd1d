import type { Refusal, Values } from '../../src/catalog/index.js';

/** Customers and their mails name a ticket by its number, which is easily taken for its id. */
export function notByNumber({ kind }: Refusal, { ticketid }: Values): string | undefined {
  if (kind !== 'not_found' || ticketid === undefined) return undefined;
  return `There is no ticket with the id ${ticketid}. ticketid is the internal id (column id of whmcs_get_tickets) and not the number that the customer sees (tid): if ${ticketid} is that, whmcs_get_ticket with ticketnum: "${ticketid}" shows the ticket and its id.`;
}
