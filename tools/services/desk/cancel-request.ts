import {
  type Arg,
  type Body,
  type Conflict,
  confirmation,
  idOf,
  listAt,
  may,
  NAMED,
  need,
  type ReadCall,
  type Stake,
  sameText,
  type Values,
  write,
} from '../../../src/catalog/index.js';
import { amountOf } from '../../../src/decimal.js';
import { isNow, MAIL_STAYS, money, near, quoted, where, word } from '../../../src/prose/index.js';
import {
  againstSuspension,
  allSent,
  atStake,
  clientCurrency,
  madeRecord,
  namedRow,
  plainAmount,
  serviceRecord,
  sparedSentence,
} from '../../../src/records/index.js';
import { serviceSubject } from '../service-subject.js';

const REQUESTS = 'packages.package';
const REQUESTS_QUESTION = { action: 'GetCancelledPackages', params: { limitnum: 1000 } } as const;
const AT_ONCE = 'Immediate';

const sentAs = (name: string, arg: Arg): Arg => ({
  ...arg,
  encode: (value) => ({ [name]: String(value) }),
});

export const addCancelRequest = write('whmcs_add_cancel_request', {
  title: 'Request the end of a service',
  about:
    'Enter that a client wants a service to end, at once or at the end of what is paid: WHMCS then terminates it by itself. Mails the client. No call takes it back.',
  action: 'AddCancelRequest',
  whose: NAMED,
  names: { service: ['serviceid'] },
  money: endedStake,
  // It stands there as the wish of the client; WHMCS's cron deletes the account.
  effects: ['mail', 'money', 'impersonation', 'provisioning', 'irreversible'],
  says: ['cancelreason'],
  args: {
    serviceid: need.id(),
    type: need.choice([AT_ONCE, 'End of Billing Period'], 'When'),
    // WHMCS calls it reason, which here is why an agent makes a call.
    cancelreason: sentAs('reason', may.text("In the client's name", 65_535)),
  },
  conflicts: againstSuspension,
  hopeless: oncePerService,
  result: confirmation(),
  done: isNow('Service', 'serviceid', 'has a cancellation request'),
  errors: { nothingBegun: ['Service ID Not Found', 'Existing Cancellation Request Exists'] },

  readBack: madeRecord({
    what: 'the cancellation request',
    action: REQUESTS_QUESTION.action,
    params: () => REQUESTS_QUESTION.params,
    rows: (reply, { serviceid }) => listAt(reply, REQUESTS).filter((row) => idOf(row.relid) === serviceid),
    same: isSame,
    made: (row) => row.date,
    where: (_row, { serviceid }) => `a request for service ${serviceid}`,
    whole: (reply) => allSent(reply, REQUESTS),
  }),

  undo: 'No call takes a cancellation request back; a person can remove it in WHMCS before it is carried out.',

  async preview(scene) {
    const { values, now } = scene;
    const { named, there, person, service, facts, ...rest } = await serviceSubject(scene);
    const fields = service?.fields;
    const due = near(fields?.nextduedate, now);
    return {
      title: `Request the end of ${named}`,
      sentences: [
        ...rest.sentences,
        fields === undefined ? undefined : sparedSentence(fields, now),
        values.type === AT_ONCE
          ? `WHMCS ends it with its next daily run: the account ${there} and all its data are deleted.`
          : `WHMCS ends it when what is paid runs out${due === undefined ? '' : `, ${due}`}: the account ${there} and all its data are deleted then.`,
        fields === undefined
          ? undefined
          : `${money(amountOf(fields.recurringamount), person.currency)} ${word(fields.billingcycle)} is not charged any more; a subscription at a gateway goes on until somebody ends it.`,
        values.cancelreason === undefined
          ? 'It is entered in the name of the client, without a reason.'
          : `It is entered in the name of the client, for the reason ${quoted(values.cancelreason, 200)}.`,
        `A mail about it goes to ${person.mail}.`,
        where(
          fields?.status === 'Terminated' || fields?.status === 'Cancelled',
          `It is ${word(fields?.status)} already.`,
        ),
      ],
      irreversible: [MAIL_STAYS],
      gentler:
        values.type === AT_ONCE
          ? 'End of Billing Period: it goes on as long as it is paid for, and a person has until then to take the request back.'
          : undefined,
      details: rest.details,
      snapshot: { ...facts, 'service.nextduedate': fields?.nextduedate, 'mail.to': person.client?.email },
    };
  },

  sample: {
    least: { serviceid: 1, type: 'End of Billing Period' },
    most: { serviceid: 1, type: 'Immediate', cancelreason: 'Moves to another host' },
  },
});

function isSame(row: Body, { type, cancelreason: reason }: Values): boolean {
  return row.type === type && (reason === undefined || sameText(row.reason, reason));
}

/** WHMCS takes one request for a service. */
async function oncePerService({ values, ask }: ReadCall): Promise<Conflict[]> {
  const { action, params } = REQUESTS_QUESTION;
  const reply = await ask(action, params).catch(() => undefined);
  const isThere =
    reply !== undefined && listAt(reply, REQUESTS).some((row) => idOf(row.relid) === values.serviceid);
  return isThere
    ? [{ says: `Service ${Number(values.serviceid)} has a cancellation request already.`, certain: true }]
    : [];
}

/** What is not charged any more: one payment of it. */
async function endedStake(call: ReadCall): Promise<Stake> {
  const row = await namedRow(serviceRecord, call);
  return atStake(
    [plainAmount(row.recurringamount, 'the recurring amount')],
    await clientCurrency(call, idOf(row.clientid)),
  );
}
