import type { Params } from './php/params.js';
import type { Client, Staff } from './records/people.js';
import type { Json } from './reply.js';
import { issueId, type State } from './state.js';
import type { DateFormat } from './values/dates.js';
import { addDays, dayOf, momentOf } from './values/dates.js';

/** What a mail concerns; tests find "the mail about invoice 3001" by it. */
export interface MailSubject {
  clientid?: number;
  invoiceid?: number;
  ticketid?: number;
  serviceid?: number;
  domainid?: number;
  orderid?: number;
  quoteid?: number;
  affiliateid?: number;
}

/** A mail that a real installation would have sent. Exactly one of `template` and `subject` is there. */
export interface SentMail {
  at: string;
  to: string;
  template?: string;
  subject?: string;
  about: MailSubject;
  body?: string;
}

export type Reply = { [key: string]: Json };
export type Handler = (call: Call) => Reply;
export type Handlers = Readonly<Record<string, Handler>>;

/** A refusal that WHMCS answers with HTTP 200 and `result: error`. */
export class ActionError extends Error {
  override name = 'ActionError';
}

export function fail(message: string): never {
  throw new ActionError(message);
}

/** One request under way: what it asked, the company it acts on, and the traces it leaves. */
export class Call {
  readonly params: Params;
  readonly state: State;
  readonly now: Date;
  readonly dateFormat: DateFormat;
  readonly version: string;
  readonly remote: string;
  /** Whether anything changed: a record, a log entry or a mail. */
  changed = false;
  readonly #mails: SentMail[];

  constructor(options: {
    params: Params;
    state: State;
    now: Date;
    dateFormat: DateFormat;
    version: string;
    remote: string;
    mails: SentMail[];
  }) {
    this.params = options.params;
    this.state = options.state;
    this.now = options.now;
    this.dateFormat = options.dateFormat;
    this.version = options.version;
    this.remote = options.remote;
    this.#mails = options.mails;
  }

  get today(): string {
    return dayOf(this.now);
  }

  get moment(): string {
    return momentOf(this.now);
  }

  daysAhead(count: number): string {
    return addDays(this.today, count);
  }

  /** The staff member whom the API credential belongs to. */
  get staff(): Staff {
    return this.state.staff[0] ?? fail('An admin user is required');
  }

  /** Every write leaves an entry here; it is also what marks the call as having had an effect. */
  log(description: string, clientId = 0): void {
    this.changed = true;
    this.state.activity.push({
      id: issueId(this.state, 'activity'),
      clientId,
      userId: 0,
      adminId: this.staff.id,
      date: this.moment,
      description,
      username: this.staff.username,
      ip: this.remote,
    });
  }

  /** What was sent so far, the oldest first. */
  get mails(): readonly SentMail[] {
    return this.#mails;
  }

  mail(mail: Omit<SentMail, 'at'>): void {
    this.changed = true;
    this.#mails.push({ at: this.moment, ...mail });
  }

  mailClient(client: Client | undefined, template: string, about: MailSubject): void {
    if (client) this.mail({ to: client.email, template, about: { clientid: client.id, ...about } });
  }
}
