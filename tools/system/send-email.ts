import {
  confirmation,
  exactlyOne,
  goesWith,
  listAt,
  may,
  named,
  need,
  type ReachCall,
  type Reached,
  type ReadBack,
  refuse,
  type Scene,
  type Subject,
  timingOf,
  type Values,
  whereArgs,
  write,
} from '../../src/catalog/index.js';
import { decoded } from '../../src/entities.js';
import { quoted, TEXT_SHOWN, valueText, where } from '../../src/prose/index.js';
import {
  clientFacts,
  clientReached,
  collated,
  createReads,
  type Person,
  personOf,
  ticketReached,
  untold,
} from '../../src/records/index.js';
import { entries } from './activity-entries.js';
import {
  type About,
  aboutOf,
  MAIL_TYPES,
  type MailType,
  readTemplate,
  subjectOfMail,
  type Template,
} from './mail-subject.js';

// The documentation names nine templates that this action will not send.
const NOT_SENDABLE = [
  'Order Confirmation',
  'Password Reset Confirmation',
  'Password Reset Validation',
  'Quote Accepted',
  'Quote Accepted Notification',
  'Quote Delivery with PDF',
  'Clients Only Bounce Message',
  'Replies Only Bounce Message',
  'Affiliate Monthly Referrals Report',
].map((name) => name.toLowerCase());

/**
 * WHMCS runs custom subjects and bodies through Smarty, whose code can read any client's data. Only plain
 * `{$name}` of a variable that the call itself brings passes.
 */
function hasTemplateCode(args: Values): boolean {
  const own = new Set(Object.keys((args.customvars ?? {}) as object));
  return ['custommessage', 'customsubject'].some((name) => {
    const text = args[name];
    if (typeof text !== 'string') return false;
    // Entities too: WHMCS decodes what it stored before Smarty sees it.
    return /[{}]|&(?:amp;){0,9}(?:#0*12[35]|#x0*7[bd]|[lr](?:cub|brace))(?![\da-f])/i.test(
      text.replace(/\{\$([A-Za-z_]\w*)\}/g, (whole, variable) => (own.has(variable) ? '' : whole)),
    );
  });
}

/** Templates that bring a password, a link that confirms an address, or a transfer code, by what WHMCS calls them. */
function handsOverAccess({ messagename }: Values): boolean {
  return /passw|welcome|sign.?up|log.?in|credential|verif|epp|auth|transfer/i.test(String(messagename ?? ''));
}

/** "Email Sent to Ada Example (Subject) - User ID: 1", in the words of some versions "Email Sent - Subject". */
const isOf = (subject: string, entry: string) =>
  entry.startsWith('Email Sent') && (entry.includes(`(${subject})`) || entry.endsWith(` - ${subject}`));

/**
 * WHMCS logs a mail to a client under its subject, which only a mail of an own text states; and only a general one
 * names the client whose log to look in.
 */
const mailLogged: ReadBack = {
  action: 'GetActivityLog',
  when: (args) => args.customtype === 'general' && !String(args.customsubject).includes('{'),
  params: (args) => ({ clientid: Number(args.id), description: 'Email Sent', limitnum: 100 }),
  tells(reply, args, at) {
    const subject = String(args.customsubject).trim();
    const sent = listAt(reply, entries).filter(
      (row) =>
        Number(row.clientId) === args.id &&
        isOf(subject, decoded(row.description)) &&
        timingOf(row.date, at) === 'then',
    );
    if (sent.length === 0) return untold(`the activity log of client ${args.id} shows no such mail`);
    return args.repeat_of === undefined
      ? { done: true, says: `the activity log of client ${args.id} shows that the mail was sent` }
      : untold(`the activity log of client ${args.id} shows such a mail, which may be the earlier one`);
  },
};

export const sendEmail = write('whmcs_send_email', {
  title: 'Send a mail',
  about:
    'Mail a client: a template (messagename) or an own text (customtype, customsubject, custommessage in HTML). id is the record it is about: client for general, else service, domain, invoice, ticket or affiliate. Cannot be undone.',
  action: 'SendEmail',
  whose: named({ about: mailedAbout }),
  // It names no record: which one `id` is depends on customtype, or on the template's own type in WHMCS.
  effects: ['mail', whereArgs('secret', handsOverAccess)],
  reaches: mailReached,
  says: ['customsubject', 'custommessage', 'customvars'],
  args: {
    id: need.id('Of the record that it is about'),
    messagename: may.text('Template name'),
    customtype: may.choice(MAIL_TYPES),
    customsubject: may.text(),
    custommessage: may.body(),
    customvars: may.variables('Used in the text as {$name}'),
  },
  rules: [
    exactlyOne('messagename', 'customtype'),
    goesWith('customtype', 'customsubject', 'custommessage'),
    goesWith('customsubject', 'customtype'),
    goesWith('custommessage', 'customtype'),
    refuse(
      'custommessage, customsubject: WHMCS runs what stands in { } as template code; remove the braces, or use {$name} of a variable in customvars',
      hasTemplateCode,
    ),
    refuse('messagename: WHMCS does not send this template by API', (args) =>
      NOT_SENDABLE.includes(
        String(args.messagename ?? '')
          .trim()
          .toLowerCase(),
      ),
    ),
  ],
  advice: ({ kind, said }, { messagename }) =>
    kind === 'not_found' && messagename !== undefined && /template/i.test(said)
      ? 'It has no mail template of this name; whmcs_get_email_templates lists the names, to be given exactly as they stand there.'
      : undefined,
  // WHMCS finds a template in whatever letter case.
  same: (args) =>
    args.messagename === undefined ? args : { ...args, messagename: collated(args.messagename) },
  result: confirmation(),
  done: () => 'WHMCS has sent the mail.',
  errors: {
    nothingBegun: [
      'You must provide either an existing email template name or a custom message type',
      'Invalid message type provided',
      'A subject is required for a custom message',
      'A message body is required for a custom message',
      'The custom variables you provided are invalid.',
      'A related ID is required',
      'Email Template not found',
      'Email Template is disabled',
    ],
    leftOpen: ['Sending Failed…'],
  },

  readBack: mailLogged,

  undo: 'A sent mail is not called back. A person can write another one that corrects it.',

  async preview(scene) {
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
          handsOverAccess(values),
          'A mail of that kind may bring a password, a link that confirms an address, or a transfer code.',
        ),
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
  },

  sample: {
    least: { id: 1, messagename: 'Client Signup Email' },
    most: {
      id: 1,
      customtype: 'general',
      customsubject: 'Hello {$who}',
      custommessage: '<p>Dear {$who}</p>',
      customvars: { who: 'Ada' },
    },
  },
});

const isType = (value: unknown): value is MailType => MAIL_TYPES.some((type) => type === value);

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

/** Whoever the record belongs to that the mail is about; the ticket's people where it is one. */
async function mailReached({ values, ask }: ReachCall): Promise<Reached> {
  const reads = createReads(ask);
  const { about, type } = await mailOf({ reads, values });
  if (type === 'support') return ticketReached(ask, values.id);
  if (about?.clientId === undefined) throw new Error('whose record it is can not be told');
  return clientReached(ask, about.clientId, type);
}

/** The template decides which record `id` names. */
async function mailedAbout({ values, ask }: ReachCall): Promise<Subject | undefined> {
  return subjectOfMail(await typeOf({ reads: createReads(ask), values }), values.id);
}

async function typeOf({ reads, values }: Pick<Scene, 'reads' | 'values'>): Promise<MailType | undefined> {
  if (isType(values.customtype)) return values.customtype;
  return (await readTemplate(reads, String(values.messagename)))?.type;
}

async function mailOf({ reads, values }: Pick<Scene, 'reads' | 'values'>): Promise<{
  about: About | undefined;
  template: Template | undefined;
  type: MailType | undefined;
}> {
  const template =
    values.messagename === undefined ? undefined : await readTemplate(reads, String(values.messagename));
  const type = isType(values.customtype) ? values.customtype : template?.type;
  return { template, type, about: type && (await aboutOf(reads, type, Number(values.id))) };
}
