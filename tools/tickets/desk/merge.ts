import {
  type Body,
  confirmation,
  may,
  NAMED,
  need,
  type ReadBack,
  type ReadCall,
  refuse,
  type Values,
  whereGiven,
  whereRecord,
  write,
} from '../../../src/catalog/index.js';
import { capital, isNow, listed, quoted, where } from '../../../src/prose/index.js';
import {
  changedTicketReached,
  NoStake,
  type TicketSubject,
  ticketReachOf,
  ticketRecord,
  ticketSubject,
  untold,
} from '../../../src/records/index.js';

const MOST_MERGED = 20;

const mergedIn = ({ mergeticketids }: Values): number[] =>
  Array.isArray(mergeticketids) ? mergeticketids.filter((id) => typeof id === 'number') : [];

export const mergeTickets = write('whmcs_merge_ticket', {
  title: 'Merge tickets',
  about:
    'Move all posts of other tickets into ticketid; the others end. Whose ticketid is can then read them. Cannot be undone.',
  action: 'MergeTicket',
  whose: NAMED,
  names: { ticket: ['ticketid', 'mergeticketids'] },
  effects: [
    'irreversible',
    // Answers to what one client wrote go to another from then on, who can read it all.
    whereRecord('disclosure', mixesClients),
    whereRecord('control', mixesClients),
    whereGiven('impersonation', 'newsubject'),
  ],
  reaches: ({ values: { ticketid }, ask }) => changedTicketReached({ values: { ticketid }, ask }),
  says: ['newsubject'],
  args: {
    ticketid: need.ticketId('Internal id of the one that stays'),
    mergeticketids: need.idList('Internal ids of those that end'),
    newsubject: may.text('Subject of what they become'),
  },
  rules: [
    refuse('mergeticketids must name each ticket once', (args) => {
      const merged = mergedIn(args);
      return new Set(merged).size < merged.length;
    }),
    refuse('ticketid can not be among mergeticketids', (args) =>
      mergedIn(args).some((id) => id === args.ticketid),
    ),
    refuse(`merge at most ${MOST_MERGED} tickets in one call`, (args) => mergedIn(args).length > MOST_MERGED),
  ],
  same: (told) => ({ ...told, mergeticketids: mergedIn(told).sort((one, other) => one - other) }),
  result: confirmation({ names: 'ticketid' }),
  done: isNow('Ticket', 'ticketid', 'holds the posts of the merged tickets'),
  errors: {
    nothingBegun: [
      'Ticket ID Required',
      'Ticket ID Invalid',
      'Merge Ticket IDs Required',
      'Invalid Merge Ticket IDs…',
    ],
  },

  readBack: lastIsGone(),

  undo: 'No call splits a ticket. A person can split posts off in WHMCS, into a ticket with a new number.',

  async preview(scene) {
    const { values } = scene;
    const ids = mergedIn(values);
    const [into, ...merged] = await Promise.all([
      ticketSubject(scene),
      ...ids.map((ticketid) => ticketSubject({ ...scene, values: { ticketid } })),
    ]);
    const tickets = `ticket${ids.length === 1 ? '' : 's'} ${listed(ids.map(String))}`;
    const told = merged.map((one) => [`${capital(one.named)} ends in it.`, ...one.sentences]);
    return {
      title: `Merge ${tickets} into ${into.named}`,
      sentences: [
        ...into.sentences,
        ...told.slice(0, MOST_TOLD).flat(),
        ...mixingSentences(into, merged),
        where(values.newsubject !== undefined, `The subject becomes ${quoted(values.newsubject)}.`),
        `Posts, notes and files stay; ${tickets} ${ids.length === 1 ? 'is' : 'are'} gone, and so is the number that the customer knows.`,
      ],
      details: [
        ...told.slice(MOST_TOLD).map((sentences) => ({
          label: 'also ends in it',
          value: sentences.filter((sentence) => sentence !== undefined).join(' '),
        })),
        ...into.details,
        ...merged
          .slice(0, MOST_TOLD)
          .flatMap(({ details }, index) =>
            details.flatMap((one) => (one ? [{ ...one, label: `ticket ${ids[index]}, ${one.label}` }] : [])),
          ),
      ],
      snapshot: {
        ...into.facts,
        ...mergedFacts(ids, merged),
      },
    };
  },

  sample: {
    least: { ticketid: 1, mergeticketids: [2] },
    most: { ticketid: 1, mergeticketids: [2, 3], newsubject: 'Mail and web space' },
  },
});

/** Tickets whose text stands among the sentences; those after them are details. */
const MOST_TOLD = 5;

/** Who can read a ticket: its client, or the guest at an address. */
function readerOf(row: Body | undefined): string | undefined {
  const reach = row && ticketReachOf(row);
  if (reach === undefined) return undefined;
  return reach.owner > 0 ? `client ${reach.owner}` : `guest ${reach.email}`;
}

/** Whether not all of the tickets are of one client or guest. Rejects where WHMCS does not show one of them. */
async function mixesClients({ values, ask }: ReadCall): Promise<boolean> {
  const { action, params, pick } = ticketRecord;
  const readers = [values.ticketid, ...mergedIn(values)].map(async (id) => {
    const row = pick(await ask(action, params('ticketid', id)), 'ticketid', id);
    const reader = readerOf(typeof row === 'object' ? row : undefined);
    if (reader === undefined) throw new NoStake(`WHMCS shows no ticket ${id}`);
    return reader;
  });
  return new Set(await Promise.all(readers)).size > 1;
}

function mixingSentences(into: TicketSubject, merged: readonly TicketSubject[]): (string | undefined)[] {
  const reader = readerOf(into.ticket?.fields);
  const others = merged.filter(({ ticket }) => readerOf(ticket?.fields) !== reader);
  if (reader === undefined || others.length === 0) return [];
  const whose = into.person.label || `the guest at ${quoted(into.ticket?.fields.email)}`;
  return [
    `These tickets are not all of one client: ${whose} can then read all that is in ${listed(
      others.map(({ named }) => named),
    )}, and gets the answers to it.`,
  ];
}

const mergedFacts = (ids: readonly number[], merged: readonly TicketSubject[]): Record<string, unknown> =>
  Object.fromEntries(
    merged.flatMap(({ ticket }, index) =>
      [
        ['status', ticket?.fields.status],
        ['clientid', ticket?.clientId],
        ['subject', ticket?.fields.subject],
        ['messages', ticket?.messages.length],
      ].map(([fact, value]) => [`merged.${ids[index]}.${fact}`, value]),
    ),
  );

/** A merged ticket is gone. Of several, the last one does not tell of the others. */
function lastIsGone(): ReadBack {
  const { action, params, pick } = ticketRecord;
  const lastOf = (args: Values) => mergedIn(args).at(-1);
  const shown = (reply: Body, args: Values): Body | undefined => {
    const row = pick(reply, 'ticketid', lastOf(args));
    return typeof row === 'object' ? row : undefined;
  };
  return {
    action,
    params: (args) => params('ticketid', lastOf(args)),
    tells(reply, args) {
      const row = shown(reply, args);
      const named = `ticket ${lastOf(args)}`;
      if (row === undefined) return untold(`WHMCS showed another ticket than ${lastOf(args)}`);
      // A version of WHMCS that still shows what was merged closes it.
      return row.status === 'Closed'
        ? untold(`${named} is Closed, which does not tell`)
        : { done: false, says: `${named} is still there` };
    },
    missing(args) {
      const says = `ticket ${lastOf(args)} is gone`;
      return mergedIn(args).length === 1
        ? { done: true, says }
        : untold(`${says}, and whether all were merged does not show`);
    },
  };
}
