import { idOf, listAt, type Reads, type Scene, type Values, type View } from '../catalog/index.js';
import { oneLine, quoted, TEXT_SHOWN, valueText, where } from '../prose/index.js';
import {
  clientFacts,
  domainRecord,
  invoiceRecord,
  type Person,
  personOf,
  rowsOf,
  serviceRecord,
  type Ticket,
  ticketRecord,
} from '../records/index.js';

const TYPES = ['general', 'product', 'domain', 'invoice', 'support', 'affiliate'] as const;
type MailType = (typeof TYPES)[number];

/** By which words in its name a template most likely is of a type; what it is, WHMCS says. */
const HINTS: readonly (readonly [RegExp, MailType])[] = [
  [/ticket|support|bounce/i, 'support'],
  [/domain|transfer/i, 'domain'],
  [/invoice|payment|credit card|refund/i, 'invoice'],
  [/affiliate/i, 'affiliate'],
  [/service|hosting|account welcome|welcome email|suspen|cancellation|upgrade|product/i, 'product'],
];

interface Template {
  readonly type: MailType;
  readonly subject: string;
}

/** A list of templates does not say their type, but can be asked for one type: the likeliest is asked for first. */
async function readTemplate(reads: Reads, name: string): Promise<Template | undefined> {
  const likely = HINTS.find(([words]) => words.test(name))?.[1] ?? 'general';
  for (const type of [likely, ...TYPES.filter((one) => one !== likely)]) {
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
interface About {
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

async function aboutOf(reads: Reads, type: MailType, id: number): Promise<About> {
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

const isType = (value: unknown): value is MailType => TYPES.some((type) => type === value);

function textSentences(values: Values, template: Template | undefined): (string | undefined)[] {
  if (values.messagename === undefined) {
    return [
      `Subject: ${quoted(values.customsubject, 150)}`,
      `Text: ${quoted(values.custommessage, TEXT_SHOWN)}`,
      values.customvars === undefined ? undefined : `Filled in: ${valueText(values.customvars, 60)}.`,
    ];
  }
  return [
    `It is the template ${quoted(values.messagename)}${template === undefined ? '' : `, subject ${quoted(template.subject, 150)}`}; its text stands in WHMCS.`,
  ];
}

function recipient(
  about: About | undefined,
  person: Person,
  id: number,
): { to: string; address: string | undefined } {
  if (about?.guest !== undefined) return { to: `${quoted(about.guest)} (no client)`, address: about.guest };
  const { client } = person;
  if (client !== undefined) return { to: `${client.label} at ${person.mail}`, address: client.email };
  if (person.label !== '') return { to: person.label, address: undefined };
  return { to: `whoever record ${id} belongs to`, address: undefined };
}

async function mailOf({
  reads,
  values,
}: Scene): Promise<{ about: About | undefined; template: Template | undefined }> {
  const template =
    values.messagename === undefined ? undefined : await readTemplate(reads, String(values.messagename));
  const type = isType(values.customtype) ? values.customtype : template?.type;
  return { template, about: type && (await aboutOf(reads, type, Number(values.id))) };
}

export const sendMail: View = async (scene) => {
  const { values } = scene;
  const id = Number(values.id);
  const { about, template } = await mailOf(scene);
  const person = await personOf(scene, about?.clientId);
  const { to, address } = recipient(about, person, id);
  const subject = values.customsubject ?? template?.subject ?? values.messagename;
  return {
    title: `Mail ${quoted(subject)} to ${about?.guest === undefined && person.label !== '' ? person.label : to}`,
    sentences: [
      person.whose,
      `A mail goes to ${to}${about === undefined ? '' : `, about ${about.what}`}.`,
      ...textSentences(values, template),
      where(
        about === undefined,
        `Record ${id} is a client, a service, a domain, an invoice or a ticket, by what the template is for.`,
      ),
    ],
    snapshot: {
      ...clientFacts(person),
      'mail.to': address,
      'mail.template': template && `${template.type}: ${template.subject}`,
    },
  };
};
