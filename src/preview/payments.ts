import type { Scene, View } from '../catalog/index.js';
import { amountOf, type Decimal, greatest, ZERO } from '../decimal.js';
import { digits, MAIL_STAYS, money, where, word } from '../prose/index.js';
import {
  clientFacts,
  type Invoice,
  invoiceRecord,
  invoiceSentence,
  ofPerson,
  type Person,
  personOf,
} from '../records/index.js';

interface Billed {
  readonly invoice: Invoice | undefined;
  readonly person: Person;
  /** `invoice 3001 of “Anna Example” (client 12)`. */
  readonly named: string;
  readonly status: unknown;
  readonly facts: Readonly<Record<string, unknown>>;
}

async function billed(scene: Scene): Promise<Billed> {
  const id = Number(scene.values.invoiceid);
  const invoice = await invoiceRecord.look(scene.reads, id);
  const person = await personOf(scene, invoice?.clientId);
  const { fields } = invoice ?? {};
  return {
    invoice,
    person,
    named: `invoice ${id}${ofPerson(person)}`,
    status: fields?.status,
    facts: {
      ...clientFacts(person),
      'client.credit': person.client?.credit && digits(person.client.credit),
      'client.currency': person.client?.currency,
      'invoice.status': fields?.status,
      'invoice.clientid': invoice?.clientId,
      'invoice.total': fields?.total,
      'invoice.balance': fields?.balance,
    },
  };
}

const change = (what: string, before: Decimal, after: Decimal, currency: string) =>
  `${what}: before ${money(before, currency)}, after ${money(after, currency)}.`;

/** Whether it is paid with that decides what is set off. */
function outcome(settles: boolean | undefined): string {
  if (settles === undefined) return 'If that settles the invoice, what was ordered on it may be set up.';
  return settles
    ? 'That settles the invoice: it becomes Paid, and what was ordered on it may be set up.'
    : 'That does not settle the invoice: nothing that was ordered on it is set up.';
}

const receipt = ({ mail }: Person, noemail: unknown) =>
  noemail === true ? 'No mail is sent.' : `A receipt goes to ${mail}.`;

/** What a payment does to the invoice, and to the credit where it is too much. */
function paymentSentences({ invoice, person, status }: Billed, amount: Decimal): (string | undefined)[] {
  const { currency, client } = person;
  const open = invoice?.balance && greatest(ZERO, invoice.balance);
  if (open === undefined) return [outcome(undefined)];
  const excess = greatest(ZERO, amount.minus(open));
  const credit = client?.credit;
  return [
    change('Open on the invoice', open, greatest(ZERO, open.minus(amount)), currency),
    where(
      excess.gt(0),
      `${money(excess, currency)} of it is more than is open, and becomes credit of the client.`,
    ),
    excess.gt(0) && credit !== undefined
      ? change('Credit', credit, credit.plus(excess), currency)
      : undefined,
    status === 'Paid' ? undefined : outcome(amount.gte(open)),
  ];
}

export const addPayment: View = async (scene) => {
  const bill = await billed(scene);
  const { invoice, person, status, named } = bill;
  const { values } = scene;
  const amount = amountOf(values.amount);
  const text = money(amount, person.currency);
  const fees = amountOf(values.fees);
  return {
    title: `Record a payment of ${text} on ${named}`,
    sentences: [
      person.whose,
      invoice && invoiceSentence(invoice, person.currency, scene.now),
      `A payment of ${text} by ${word(values.gateway)} is booked on it. No money is collected by this: it must have come in already.`,
      ...(amount === undefined ? [] : paymentSentences(bill, amount)),
      where(fees?.gt(0), `${money(fees, person.currency)} of it is booked as fees of the gateway.`),
      where(status === 'Paid', 'The invoice is Paid already: check that this is another payment.'),
      where(status === 'Cancelled', 'WHMCS books no payment on a Cancelled invoice and would refuse.'),
      receipt(person, values.noemail),
    ],
    irreversible: [where(values.noemail !== true, MAIL_STAYS)],
    details: [
      values.transid === undefined
        ? { label: 'transaction id', value: 'made from the payment itself' }
        : undefined,
    ],
    snapshot: { ...bill.facts, 'mail.to': values.noemail === true ? undefined : person.client?.email },
  };
};

function refusals({ invoice, person, status }: Billed, amount: Decimal): (string | undefined)[] {
  const { client, currency } = person;
  return [
    where(
      status !== undefined && status !== 'Unpaid',
      `WHMCS pays only Unpaid invoices from credit and would refuse: this one is ${word(status)}.`,
    ),
    where(
      client?.credit?.lt(amount),
      `That is more than the credit of ${money(client?.credit, currency)}, and WHMCS would refuse.`,
    ),
    where(invoice?.balance?.lt(amount), 'That is more than is open on the invoice, and WHMCS would refuse.'),
  ];
}

export const applyCredit: View = async (scene) => {
  const bill = await billed(scene);
  const { invoice, person, named } = bill;
  const { values } = scene;
  const amount = amountOf(values.amount);
  const { credit } = person.client ?? {};
  const refused = amount === undefined ? [] : refusals(bill, amount);
  const works = amount !== undefined && refused.every((sentence) => sentence === undefined);
  const open = invoice?.balance;
  const settles = open === undefined || amount === undefined ? undefined : works && amount.gte(open);
  return {
    title: `Pay ${money(amount, person.currency)} of ${named} from the client's credit`,
    sentences: [
      person.whose,
      invoice && invoiceSentence(invoice, person.currency, scene.now),
      `${money(amount, person.currency)} of the client's credit goes to the invoice.`,
      works && open !== undefined
        ? change('Open on the invoice', open, open.minus(amount), person.currency)
        : undefined,
      works && credit !== undefined
        ? change('Credit', credit, credit.minus(amount), person.currency)
        : undefined,
      works ? outcome(settles) : undefined,
      ...refused,
      settles === false
        ? 'No mail is sent: a receipt is due only when the invoice is settled.'
        : receipt(person, values.noemail),
    ],
    irreversible: [where(values.noemail !== true && settles !== false, MAIL_STAYS)],
    snapshot: { ...bill.facts, 'mail.to': values.noemail === true ? undefined : person.client?.email },
  };
};
