import type { Body, Calls } from '../../src/catalog/index.js';
import { dayOf } from '../../src/prose/index.js';
import { itemsOf, textIn } from './rows.js';

/** What is said of the reminders that a client got since an invoice was due. */
export type Sent = (invoice: Body) => Body;

/** Clients whose mails are read: each is a call. */
const MOST_CLIENTS = 12;
const REMINDS = /overdue|reminder|unpaid|payment failed/i;

/** The mails that a template makes, by its subject; its variables stand for any text. */
function subjectsOf({ subject }: Body): RegExp | undefined {
  const fixed = String(subject ?? '').split(/\{[^}]*\}/);
  if (fixed.every((text) => text.trim() === '')) return undefined;
  return new RegExp(
    `^${fixed.map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.{0,200}')}$`,
    'i',
  );
}

/**
 * Looks up which reminders went out to the clients of these invoices, the oldest invoices first. A mail is told by the template whose subject it
 * has; texts of mails are not read.
 */
export async function createSent(
  { list, part, missing, step }: Calls,
  invoices: readonly Body[],
): Promise<Sent> {
  const clients = [...new Set(invoices.map((row) => row.userid))];
  if (clients.length === 0) return () => ({});
  const templates = itemsOf(
    await part('names of reminders', 'whmcs_get_email_templates', { type: 'invoice' }),
  )
    .filter(({ name }) => REMINDS.test(String(name)))
    .flatMap((template) => {
      const subjects = subjectsOf(template);
      return subjects === undefined ? [] : [{ name: String(template.name), subjects }];
    });
  const nameOf = (mail: Body): string | undefined =>
    templates.find(({ subjects }) => subjects.test(textIn(mail, 'subject')))?.name;

  const asked = clients.slice(0, MOST_CLIENTS);
  const mails = new Map<unknown, readonly Body[]>();
  for (const clientid of asked) {
    const { rows, isWhole } = await list(
      'reminders',
      'whmcs_get_emails',
      { clientid },
      { fields: ['date', 'subject'], most: 250 },
    );
    if (!isWhole && rows.length === 0) break;
    mails.set(clientid, rows);
    step(`read the mails to ${mails.size} of ${asked.length} clients`);
  }
  if (mails.size === asked.length && asked.length < clients.length)
    missing(
      'reminders',
      `looked up for ${mails.size} of ${clients.length} clients; give clientid for others`,
    );
  return ({ userid, duedate }) => {
    const due = dayOf(duedate);
    const since = mails.get(userid)?.filter((mail) => due !== undefined && textIn(mail, 'date') >= due);
    if (since === undefined) return {};
    const reminders = since
      .flatMap((mail) => {
        const name = nameOf(mail);
        return name === undefined ? [] : [{ name, day: dayOf(mail.date) ?? '' }];
      })
      .toSorted((one, other) => (one.day < other.day ? 1 : -1));
    const [last] = reminders;
    return { reminders: reminders.length, ...(last && { last_reminder: `${last.day} ${last.name}` }) };
  };
}
