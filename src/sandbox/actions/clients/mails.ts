import { type Call, fail, type Handlers, type Reply, type SentMail } from '../../call.js';
import type { Client } from '../../records/people.js';
import { html, nest, pageOf } from '../../reply.js';
import { byId } from '../../state.js';
import { fullNameOf } from './client-rows.js';

/** Mails of the same client come one after the other under one id each. */
interface Sent {
  readonly id: number;
  readonly mail: SentMail;
  readonly subject: string;
}

function emailRow({ id, mail, subject }: Sent, client: Client) {
  return {
    id,
    userid: client.id,
    subject: html(subject),
    message: `<p>${html(mail.body ?? subject)}</p>`,
    date: mail.at,
    to: `${html(fullNameOf(client))} <${mail.to}>`,
    cc: '',
    bcc: '',
    attachments: null,
    pending: 0,
    message_data: null,
    failed: 0,
    failure_reason: '',
    retry_count: 0,
    created_at: null,
    updated_at: null,
    campaign_id: 0,
  };
}

/** docs: api-reference/getemails.md */
function getEmails(call: Call): Reply {
  const { params, state } = call;
  const client = byId(state.clients, params.int('clientid')) ?? fail('Client ID Not Found');
  const subjectOf = ({ subject, template }: SentMail) =>
    subject ?? state.templates.find(({ name }) => name === template)?.subject ?? template ?? '';
  const [day, words] = [params.text('date'), params.text('subject').toLowerCase()];
  const found = call.mails
    .map((mail, position): Sent => ({ id: position + 1, mail, subject: subjectOf(mail) }))
    .filter(
      ({ mail, subject }) =>
        mail.about.clientid === client.id && mail.at.startsWith(day) && subject.toLowerCase().includes(words),
    )
    .reverse();
  const page = pageOf(call, found);
  return {
    ...page.head,
    emails: nest(
      'email',
      page.rows.map((row) => emailRow(row, client)),
    ),
  };
}

export const mailActions: Handlers = { GetEmails: getEmails };
