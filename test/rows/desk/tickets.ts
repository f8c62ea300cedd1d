import type { Case } from '../case.js';

export const ticketsDeskCases: Readonly<Record<string, Case>> = {
  whmcs_block_ticket_sender: {
    call: ({ tickets }) => ({ ticketid: tickets.find(({ clientId }) => clientId === 0)?.id, delete: true }),
    after: undefined,
  },
  whmcs_merge_ticket: {
    call: ({ tickets }) => {
      const [into, merged] = tickets.filter(({ clientId }) => clientId > 0);
      return { ticketid: into?.id, mergeticketids: [merged?.id], newsubject: 'It\'s <b>"done"</b>' };
    },
    before: false,
    after: true,
  },
};
