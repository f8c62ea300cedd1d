import type { Client } from '../records/people.js';
import type { Ticket, TicketPost } from '../records/support.js';
import { addDays } from '../values/dates.js';
import type { Random } from '../values/random.js';
import { type PlannedPost, TICKETS } from './ticket-texts.js';

const FIRST_TICKET_ID = 401;
const FIRST_POST_ID = 801;
/** The only file that is attached. */
const PUBLIC_KEY = `ssh-ed25519 ${'A'.repeat(68)} developer@example.com\n`;
const STAFF_NAMES = { Robin: 'Robin Desk', Sam: 'Sam Tiller' } as const;

export function openTickets(random: Random, today: string, clients: readonly Client[]): Ticket[] {
  let postId = FIRST_POST_ID;
  return TICKETS.map((plan, position): Ticket => {
    const client = clients.find((one) => one.id === plan.clientId);
    const opened = `${addDays(today, -plan.daysAgo)} 06:${String(10 + position)}:00`;
    const post = (planned: PlannedPost): TicketPost => ({
      id: postId++,
      clientId: planned.from === 'client' ? (client?.id ?? 0) : 0,
      contactId: 0,
      name: '',
      email: '',
      admin: planned.from === 'client' ? '' : STAFF_NAMES[planned.from],
      date: hoursAfter(opened, planned.hoursLater),
      message: planned.text,
      attachments: [],
    });
    const replies = (plan.replies ?? []).map(post);
    return {
      id: FIRST_TICKET_ID + position,
      tid: random.text(6, '123456789'),
      accessCode: random.text(8),
      departmentId: plan.departmentId,
      clientId: client?.id ?? 0,
      userId: client?.ownerUserId ?? 0,
      contactId: 0,
      name: plan.guest?.name ?? '',
      email: plan.guest?.email ?? '',
      cc: '',
      date: opened,
      subject: plan.subject,
      message: plan.text,
      attachments: plan.file ? [{ name: plan.file, data: Buffer.from(PUBLIC_KEY).toString('base64') }] : [],
      status: plan.status,
      priority: plan.priority,
      admin: '',
      lastReply: replies.at(-1)?.date ?? opened,
      flag: plan.flag ?? 0,
      service: plan.service ?? '',
      preventClosure: false,
      replies,
      notes: (plan.notes ?? []).map(post),
    };
  });
}

function hoursAfter(moment: string, hours: number): string {
  const time = Date.parse(`${moment.replace(' ', 'T')}Z`) + hours * 3_600_000;
  return new Date(time).toISOString().slice(0, 19).replace('T', ' ');
}
