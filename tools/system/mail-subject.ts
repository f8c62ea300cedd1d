import { idOf, listAt, type Reads, type RecordKind, type Subject } from '../../src/catalog/index.js';
import { oneLine, quoted } from '../../src/prose/index.js';
import {
  domainRecord,
  invoiceRecord,
  rowsOf,
  serviceRecord,
  type Ticket,
  ticketRecord,
} from '../../src/records/index.js';

/** What a mail can be about, as SendEmail names it. */
export const MAIL_TYPES = ['general', 'product', 'domain', 'invoice', 'support', 'affiliate'] as const;
export type MailType = (typeof MAIL_TYPES)[number];

/** By which words in its name a template most likely is of a type; what it is, WHMCS says. */
const HINTS: readonly (readonly [RegExp, MailType])[] = [
  [/ticket|support|bounce/i, 'support'],
  [/domain|transfer/i, 'domain'],
  [/invoice|payment|credit card|refund/i, 'invoice'],
  [/affiliate/i, 'affiliate'],
  [/service|hosting|account welcome|welcome email|suspen|cancellation|upgrade|product/i, 'product'],
];

/** A mail template of WHMCS. */
export interface Template {
  readonly type: MailType;
  readonly subject: string;
}

/** A list of templates does not say their type, but can be asked for one type: the likeliest is asked for first. */
export async function readTemplate(reads: Reads, name: string): Promise<Template | undefined> {
  const likely = HINTS.find(([words]) => words.test(name))?.[1] ?? 'general';
  for (const type of [likely, ...MAIL_TYPES.filter((one) => one !== likely)]) {
    const subject = await reads.look({
      name: `the mail templates of type ${type}`,
      action: 'GetEmailTemplates',
      params: { type },
      pick: (reply) => {
        const rows = rowsOf(reply, 'emailtemplates.emailtemplate');
        const row = rows?.find((one) => oneLine(one.name) === name);
        return row === undefined ? rows && '' : oneLine(row.subject) || '(none)';
      },
    });
    if (subject === undefined) return undefined;
    if (subject !== '') return { type, subject };
  }
  reads.lack(`the mail template ${quoted(name)}`);
  return undefined;
}

/** A record that a mail is about, and whose it is. */
export interface About {
  readonly what: string;
  readonly clientId: number | undefined;
  readonly guest?: string | undefined;
}

function readAffiliate(reads: Reads, id: number): Promise<number | undefined> {
  return reads.look({
    name: `affiliate ${id}`,
    action: 'GetAffiliates',
    params: { limitnum: 250 },
    pick: (reply) => idOf(listAt(reply, 'affiliates.affiliate').find((row) => idOf(row.id) === id)?.clientid),
  });
}

const guestOf = (ticket: Ticket | undefined) =>
  ticket !== undefined && (ticket.clientId ?? 0) === 0 ? oneLine(ticket.fields.email) : undefined;

/** What `id` names in a mail of each type. Affiliates are listed for the business as a whole. */
const KINDS: Readonly<Partial<Record<MailType, RecordKind>>> = {
  general: 'client',
  product: 'service',
  domain: 'domain',
  invoice: 'invoice',
  support: 'ticket',
};

/** The record that a mail of that type is about; undefined where none can be told. */
export function subjectOfMail(type: MailType | undefined, id: unknown): Subject | undefined {
  const kind = type && KINDS[type];
  return kind === undefined ? undefined : { kind, value: id };
}

export async function aboutOf(reads: Reads, type: MailType, id: number): Promise<About> {
  switch (type) {
    case 'general':
      return { what: 'the client', clientId: id };
    case 'product': {
      const service = await serviceRecord.look(reads, id);
      return {
        what: `service ${id}${service === undefined ? '' : ` ${service.label}`}`,
        clientId: service?.clientId,
      };
    }
    case 'domain': {
      const domain = await domainRecord.look(reads, id);
      return {
        what: `domain ${domain === undefined ? id : quoted(domain.name)}`,
        clientId: domain?.clientId,
      };
    }
    case 'invoice':
      return { what: `invoice ${id}`, clientId: (await invoiceRecord.look(reads, id))?.clientId };
    case 'support': {
      const ticket = await ticketRecord.look(reads, id);
      const subject = ticket === undefined ? '' : ` ${quoted(ticket.fields.subject)}`;
      return { what: `ticket ${id}${subject}`, clientId: ticket?.clientId, guest: guestOf(ticket) };
    }
    case 'affiliate':
      return { what: `affiliate ${id}`, clientId: await readAffiliate(reads, id) };
  }
}
