import { idOf, type MoneyRule, type Scene } from '../../src/catalog/index.js';
import type { Decimal } from '../../src/decimal.js';
import { digits, money } from '../../src/prose/index.js';
import {
  atStake,
  clientCurrency,
  clientFacts,
  type Invoice,
  invoiceRecord,
  namedRow,
  ofPerson,
  type Person,
  personOf,
  plainAmount,
} from '../../src/records/index.js';

/** The invoice that a payment or credit goes to, and whose it is. */
export interface Billed {
  readonly invoice: Invoice | undefined;
  readonly person: Person;
  /** `invoice 3001 of “Anna Example” (client 12)`. */
  readonly named: string;
  readonly status: unknown;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** What a call books on the invoice that it names is at stake. */
export const bookedAmount: MoneyRule = async (call) => {
  const { userid } = await namedRow(invoiceRecord, call);
  const currency = await clientCurrency(call, idOf(userid));
  return atStake([plainAmount(call.values.amount, 'the amount')], currency);
};

export async function billed(scene: Scene): Promise<Billed> {
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

export const beforeAndAfter = (what: string, before: Decimal, after: Decimal, currency: string) =>
  `${what}: before ${money(before, currency)}, after ${money(after, currency)}.`;

/** Whether it is paid with that decides what is set off. */
export function outcome(settles: boolean | undefined): string {
  if (settles === undefined) return 'If that settles the invoice, what was ordered on it may be set up.';
  return settles
    ? 'That settles the invoice: it becomes Paid, and what was ordered on it may be set up.'
    : 'That does not settle the invoice: nothing that was ordered on it is set up.';
}

export const receipt = ({ mail }: Person, noemail: unknown) =>
  noemail === true ? 'No mail is sent.' : `A receipt goes to ${mail}.`;
