import { type Call, fail, type Handlers, type MailSubject, type Reply } from '../call.js';
import { productOf } from '../effects/provisioning.js';
import { readSerialized } from '../php/serialized.js';
import type { EmailTemplate } from '../records/people.js';
import { nest } from '../reply.js';
import { byId } from '../state.js';

const TYPES = ['general', 'product', 'domain', 'invoice', 'support', 'affiliate'] as const;
type MailType = (typeof TYPES)[number];

const SENDING_FAILED = 'Sending Failed. Please see documentation.';

/** docs: api-reference/sendemail.md names nine templates that this action refuses. */
const REFUSED = new Set([
  'Order Confirmation',
  'Password Reset Confirmation',
  'Password Reset Validation',
  'Quote Accepted',
  'Quote Accepted Notification',
  'Quote Delivery with PDF',
  'Clients Only Bounce Message',
  'Replies Only Bounce Message',
  'Affiliate Monthly Referrals Report',
]);

function getEmailTemplates(call: Call): Reply {
  const { params, state } = call;
  const type = params.text('type').toLowerCase();
  const found = state.templates.filter(
    (template) =>
      (type === '' || template.type === type) && template.language === params.text('language').toLowerCase(),
  );
  const rows = found.map((template) => ({
    id: String(template.id),
    name: template.name,
    subject: template.subject,
    custom: template.custom ? '1' : '0',
  }));
  return {
    result: 'success',
    totalresults: String(rows.length),
    emailtemplates: nest('emailtemplate', rows),
  };
}

function sendEmail(call: Call): Reply {
  const { params } = call;
  const isCustom = !params.given('messagename');
  if (isCustom && !params.given('customtype')) {
    fail('You must provide either an existing email template name or a custom message type');
  }
  const customType = TYPES.find((one) => one === params.text('customtype'));
  if (isCustom && !customType) fail('Invalid message type provided');
  if (isCustom && !params.given('customsubject')) fail('A subject is required for a custom message');
  if (isCustom && !params.given('custommessage')) fail('A message body is required for a custom message');
  if (params.given('customvars') && !readSerialized(params.text('customvars'))) {
    fail('The custom variables you provided are invalid.');
  }
  if (params.int('id') <= 0) fail('A related ID is required');
  const template = isCustom ? undefined : templateOf(call);
  const type = customType ?? TYPES.find((one) => one === template?.type) ?? 'general';
  const { clientId, about } = relatedTo(call, type);
  const to = byId(call.state.clients, clientId)?.email ?? guestAddress(call, about);
  if (to === undefined) fail(SENDING_FAILED);
  const client = clientId > 0 ? { clientid: clientId } : {};
  const content = isCustom
    ? { subject: params.text('customsubject'), body: bodyOf(params.text('custommessage')) }
    : { template: welcomeFor(call, template, about) };
  call.log(`Email Sent - ${content.subject ?? content.template}`, clientId);
  call.mail({ to, ...content, about: { ...client, ...about } });
  return { result: 'success' };
}

function templateOf(call: Call): EmailTemplate {
  const name = call.params.text('messagename');
  const template = call.state.templates.find((one) => one.name === name);
  if (!template || REFUSED.has(name)) fail('Email Template not found');
  if (template.disabled) fail('Email Template is disabled');
  return template;
}

function relatedTo(call: Call, type: MailType): { clientId: number; about: MailSubject } {
  const { state } = call;
  const id = call.params.int('id');
  const found = (record: { clientId: number } | undefined, about: MailSubject) => ({
    clientId: (record ?? fail(SENDING_FAILED)).clientId,
    about,
  });
  switch (type) {
    case 'general':
      return { clientId: (byId(state.clients, id) ?? fail(SENDING_FAILED)).id, about: {} };
    case 'product':
      return found(byId(state.services, id), { serviceid: id });
    case 'domain':
      return found(byId(state.domains, id), { domainid: id });
    case 'invoice':
      return found(byId(state.invoices, id), { invoiceid: id });
    case 'support':
      return found(byId(state.tickets, id), { ticketid: id });
    case 'affiliate':
      return found(byId(state.affiliates, id), { affiliateid: id });
  }
}

function guestAddress(call: Call, about: MailSubject): string | undefined {
  return byId(call.state.tickets, about.ticketid ?? 0)?.email;
}

/** The welcome mail of a product that has none fails like any other sending. */
function welcomeFor(call: Call, template: EmailTemplate | undefined, about: MailSubject): string {
  const name = template?.name ?? '';
  const service = byId(call.state.services, about.serviceid ?? 0);
  const isWelcome = name.endsWith('Welcome Email');
  if (isWelcome && service && productOf(call, service)?.welcomeTemplate === '') fail(SENDING_FAILED);
  return name;
}

/** A template engine that meets code it can't run leaves nothing to send. */
function bodyOf(text: string): string {
  const body = text.replace(/\{(?!\$\w+\})[^}]*\}/g, '').trim();
  return body === '' ? fail(SENDING_FAILED) : text;
}

export const emailActions: Handlers = {
  GetEmailTemplates: getEmailTemplates,
  SendEmail: sendEmail,
};
