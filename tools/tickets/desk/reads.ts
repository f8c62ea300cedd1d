import { BUSINESS, may, read, record, whole } from '../../../src/catalog/index.js';

export const getTicketCounts = read('whmcs_get_ticket_counts', {
  title: 'Count tickets',
  about:
    'How many tickets are active, wait for an answer or are flagged to the API administrator; only departments of that one unless ignoreDepartmentAssignments.',
  action: 'GetTicketCounts',
  whose: BUSINESS,
  args: {
    ignoreDepartmentAssignments: may.flag('Count all departments'),
    includeCountsByStatus: may.flag('Also how many have each status'),
  },
  result: record(),
  sample: { least: {}, most: { ignoreDepartmentAssignments: true, includeCountsByStatus: true } },
});

export const getTicketPredefinedReplies = read('whmcs_get_ticket_predefined_replies', {
  title: 'List predefined replies',
  about: 'Answers that staff keep ready, with merge fields such as [NAME] to be filled in.',
  action: 'GetTicketPredefinedReplies',
  whose: BUSINESS,
  args: { catid: may.id('Category of replies') },
  result: whole('predefinedreplies.predefinedreply'),
  sample: { least: {}, most: { catid: 1, limitstart: 0, limitnum: 5, fields: ['name'] } },
});
