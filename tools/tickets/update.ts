import {
  confirmation,
  emptiedBy,
  may,
  named,
  need,
  refuse,
  type Scene,
  whereGiven,
  write,
} from '../../src/catalog/index.js';
import { isChanged, quoted, where } from '../../src/prose/index.js';
import {
  changedTicketReached,
  changesOf,
  changesSomething,
  clientRecord,
  holds,
  setBack,
  shownChanges,
  type Ticket,
  ticketChanges,
  ticketRecord,
  ticketSubject,
  whereChanged,
} from '../../src/records/index.js';
import { readDepartment } from './department.js';
import { PRIORITIES } from './priorities.js';
import { notByNumber } from './ticket-number.js';

const CHANGES = {
  ticketid: need.ticketId(),
  deptid: may.id(),
  status: may.text('From whmcs_get_support_statuses'),
  subject: may.text(),
  userid: may.id('Client id'),
  name: may.text('Of a person who is no client'),
  email: may.email('Of that person'),
  cc: may.emailList('Instead of all before; [] clears'),
  priority: may.choice(PRIORITIES),
  created: may.moment('YYYY-MM-DD HH:mm:ss'),
  flag: emptiedBy('removeFlag clears it', may.id('Administrator to flag it to')),
  removeFlag: may.flag('Flag it to nobody'),
  message: may.body('Replaces the opening message'),
  markdown: may.flag(),
  customfields: may.customFields(),
  preventClientClosure: may.flag('Client may not close it'),
};

export const updateTicket = write('whmcs_update_ticket', {
  title: 'Update a ticket',
  about:
    'Change the department, status, priority, owner, flag or opening message of a ticket. Setting it back undoes it.',
  action: 'UpdateTicket',
  whose: named({ also: { client: ['userid'] }, unproven: ['name', 'email', 'cc'] }),
  names: { ticket: ['ticketid'] },
  effects: [
    whereChanged('control', ticketChanges, ticketRecord, 'userid', 'email', 'cc'),
    // What somebody else wrote, or when, reads otherwise afterwards.
    whereGiven('impersonation', 'message', 'subject', 'created', 'name'),
  ],
  reaches: changedTicketReached,
  says: ['subject', 'message', 'customfields', 'status', 'name'],
  printed: ['customfields'],
  args: CHANGES,
  rules: [
    changesSomething(ticketChanges),
    refuse(
      'flag and removeFlag: true contradict each other',
      (args) => args.flag !== undefined && args.removeFlag === true,
    ),
  ],
  advice: notByNumber,
  sets: () => 'ticket',
  result: confirmation({ names: 'ticketid' }),
  done: isChanged('Ticket', ['ticketid']),
  errors: {
    nothingBegun: [
      'Ticket ID Not Found',
      'Department ID Not Found',
      'Invalid Ticket Priority…',
      'Invalid Ticket Status…',
      'Invalid Date Format',
      'Ticket creation date cannot be in the future',
    ],
  },

  readBack: holds(ticketChanges),

  undo: setBack('whmcs_update_ticket', ticketChanges, CHANGES, {
    otherwise:
      'The ticket does not show what was changed, so nothing was kept; a person can set it in WHMCS.',
    leaves: 'Mails that the change set off are not called back.',
  }),

  async preview(scene) {
    const { values, reads } = scene;
    const [asked, department] = await Promise.all([
      ticketSubject(scene),
      typeof values.deptid === 'number' ? readDepartment(reads, values.deptid) : undefined,
    ]);
    const { ticket, named } = asked;
    const fields = ticket?.fields;
    const shown = shownChanges(changesOf(ticketChanges, values, fields), {
      // A department that could be read is shown by its name.
      apart: department === undefined ? [] : ['deptid'],
      untold: ['removeFlag'],
    });
    return {
      title: `Change ${named}: ${shown.named}`,
      sentences: [
        ...asked.sentences,
        department === undefined
          ? undefined
          : `Department: ${quoted(fields?.deptname)} → ${quoted(department)}.`,
        ...shown.sentences,
        where(
          values.removeFlag === true,
          `It is flagged to nobody any more${Number(fields?.flag) > 0 ? `; now it is to administrator ${Number(fields?.flag)}` : ''}.`,
        ),
        await moveSentence(scene, ticket),
        where(
          values.message !== undefined,
          "The opening message is replaced: the customer's own words are gone.",
        ),
      ],
      irreversible: ['WHMCS may mail about the change; such mails are not called back.'],
      details: [...shown.details, ...asked.details],
      snapshot: {
        ...asked.facts,
        ...shown.former,
        'before.flag': values.removeFlag === true ? fields?.flag : undefined,
      },
    };
  },

  sample: {
    least: { ticketid: 1, priority: 'Low' },
    most: {
      ticketid: 1,
      deptid: 2,
      status: 'On Hold',
      subject: 'New subject',
      userid: 1,
      name: 'Ada',
      email: 'ada@example.com',
      cc: ['b@example.com', 'c@example.com'],
      priority: 'High',
      created: '2026-01-02 03:04:05',
      flag: 1,
      message: 'New text',
      markdown: true,
      customfields: { 1: 'x' },
      preventClientClosure: true,
    },
    more: [{ ticketid: 1, removeFlag: true }],
  },
});

/** Whoever gets the ticket can read it. */
async function moveSentence(
  { reads, values }: Scene,
  ticket: Ticket | undefined,
): Promise<string | undefined> {
  const { userid } = values;
  if (typeof userid !== 'number' || userid === ticket?.clientId) return undefined;
  const client = await clientRecord.look(reads, userid);
  return `The ticket goes to ${client?.label ?? `client ${userid}`}, who can then read all of it.`;
}
