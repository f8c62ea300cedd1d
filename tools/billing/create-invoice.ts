import {
  type Body,
  confirmation,
  idOf,
  listAt,
  may,
  NAMED,
  need,
  numbered,
  type ReadCall,
  refuse,
  type Stake,
  type Values,
  whereArgs,
  write,
} from '../../src/catalog/index.js';
import { amountOf, greatest, least, sum, ZERO } from '../../src/decimal.js';
import { counted, digits, listed, MAIL_STAYS, money, where, word } from '../../src/prose/index.js';
import {
  allSent,
  atStake,
  chargesOf,
  clientCurrency,
  clientFacts,
  clientTaxRates,
  endMade,
  madeRecord,
  NO_TAX,
  NoStake,
  type Person,
  personOf,
  plainAmount,
  type TaxRates,
} from '../../src/records/index.js';
import { knownGateway } from './gateways.js';
import { type Line, lineAmount, linesOf, lineText, newLine, taxedLine } from './lines.js';

export const createInvoice = write('whmcs_create_invoice', {
  title: 'Create an invoice',
  about:
    'Create an invoice for a client. draft keeps it from the client until published; sendinvoice mails it. No deletion: set it Cancelled with whmcs_update_invoice.',
  action: 'CreateInvoice',
  whose: NAMED,
  names: { client: ['userid'] },
  money: newInvoiceStake,
  // Credit that settles the invoice does what whmcs_apply_credit does, receipt and provisioning included.
  effects: [
    'mail?sendinvoice',
    whereArgs('money', (values) => values.autoapplycredit === true || !isDraft(values)),
    'irreversible?autoapplycredit',
    'provisioning?autoapplycredit',
    'mail?autoapplycredit',
  ],
  says: ['items', 'notes'],
  args: {
    userid: need.id('Client id'),
    items: need.rows(newLine, 'Invoice lines; a negative amount is a discount', (rows) =>
      numbered(
        rows.map((row) => ({
          itemdescription: row.description,
          itemamount: row.amount,
          itemtaxed: row.taxed,
        })),
      ),
    ),
    status: may.choice(['Unpaid', 'Draft', 'Cancelled', 'Collections', 'Payment Pending']),
    draft: may.flag(),
    sendinvoice: may.alwaysFlag(),
    paymentmethod: may.text('System name'),
    taxrate: may.percent(),
    taxrate2: may.percent('Second tax'),
    date: may.date(),
    duedate: may.date(),
    notes: may.body('Printed on the invoice'),
    autoapplycredit: may.alwaysFlag("Pay from the client's credit"),
    // status Paid and Refunded are not offered: they would book money that no transaction shows.
  },
  rules: [
    refuse(
      'sendinvoice does not go with a draft: create it, publish it, then send it',
      (args) => args.sendinvoice === true && (args.draft === true || args.status === 'Draft'),
    ),
    refuse(
      'draft: true does not go with another status',
      (args) => args.draft === true && args.status !== undefined && args.status !== 'Draft',
    ),
    refuse(
      'duedate must not be before date',
      (args) =>
        args.date !== undefined && args.duedate !== undefined && String(args.duedate) < String(args.date),
    ),
  ],
  before: [knownGateway('paymentmethod')],
  result: confirmation({ makes: 'invoiceid' }),
  done: ({ draft }, result) =>
    `Invoice ${idOf(result.invoiceid) ?? ''} is made${draft === true ? ', as a draft' : ''}.`,
  errors: {
    nothingBegun: [
      'Client ID Not Found',
      'Cannot create and send a draft invoice in a single API request. Please create and send separately.',
    ],
  },

  readBack: madeRecord({
    what: 'the invoice',
    action: 'GetInvoices',
    params: (args) => ({ userid: Number(args.userid), orderby: 'id', order: 'desc', limitnum: 100 }),
    rows: (reply, args) =>
      listAt(reply, 'invoices.invoice').filter((row) => Number(row.userid) === args.userid),
    same: (row, args) => addsUp(row, args.items) && (args.date === undefined || row.date === args.date),
    made: (row) => row.created_at,
    where: (row) => `invoice ${idOf(row.id) ?? ''}`,
    whole: (reply) => allSent(reply, 'invoices.invoice') || newestFirst(listAt(reply, 'invoices.invoice')),
  }),

  undo: endMade({
    what: 'invoice',
    result: 'invoiceid',
    tool: 'whmcs_update_invoice',
    idArg: 'invoiceid',
    and: () => ({ status: 'Cancelled' }),
    leaves:
      'The invoice stays, as Cancelled. Its mail is not called back, nor credit that paid it given back.',
  }),

  async preview(scene) {
    const { values } = scene;
    const person = await personOf(scene, Number(values.userid));
    const { currency } = person;
    const lines = linesOf(values.items);
    const total = sum(lines.map(lineAmount));
    const { credit } = person.client ?? {};
    return {
      title: `Create ${isDraft(values) ? 'a draft invoice' : 'an invoice'} of ${money(total, currency)} for ${person.label}`,
      sentences: [
        person.whose,
        `An invoice with ${counted(lines.length, 'line')} is made: ${listed(lines.map((line) => lineText(line, currency)))}. That is ${money(total, currency)} in all.`,
        taxSentence(lines, [values.taxrate, values.taxrate2], currency),
        isDraft(values)
          ? 'It is a draft: the client does not see it until it is published.'
          : `It is ${word(values.status ?? 'Unpaid')}, and the client can see it${values.duedate === undefined ? '' : `; it is due on ${values.duedate}`}.`,
        ...(values.autoapplycredit === true ? creditSentences(person, lines) : []),
        values.sendinvoice === true
          ? `It is mailed to ${person.mail}.`
          : 'The invoice itself is not mailed by this.',
      ],
      irreversible: [
        'An invoice is not deleted again: it can only be set to Cancelled.',
        where(values.autoapplycredit === true, 'No call gives credit back that was used for it.'),
        where(values.sendinvoice === true || values.autoapplycredit === true, MAIL_STAYS),
      ],
      gentler: isDraft(values)
        ? undefined
        : 'Create it as a draft (draft): the client does not see it until somebody publishes it.',
      snapshot: {
        ...clientFacts(person),
        'client.currency': person.client?.currency,
        'client.credit': values.autoapplycredit === true ? credit && digits(credit) : undefined,
        'mail.to': values.sendinvoice === true ? person.client?.email : undefined,
      },
    };
  },

  sample: {
    least: { userid: 1, items: [{ description: 'Setup', amount: '10.00' }] },
    most: {
      userid: 1,
      items: [
        { description: 'Setup', amount: '10.00', taxed: true },
        { description: 'Goodwill', amount: -2.5, taxed: true },
      ],
      status: 'Unpaid',
      draft: false,
      sendinvoice: true,
      paymentmethod: 'paypal',
      taxrate: '19',
      taxrate2: '1.5',
      date: '2026-01-02',
      duedate: '2026-01-16',
      notes: 'thanks',
      autoapplycredit: true,
    },
  },
});

/** Nobody owes a draft before it is published. */
function isDraft({ draft, status }: Values): boolean {
  return draft === true || status === 'Draft';
}

/** The tax rates of a new invoice: those that the call sets, else the client's own. */
async function ratesFor(call: ReadCall, isTaxed: boolean): Promise<TaxRates> {
  if (!isTaxed) return NO_TAX;
  const { userid, taxrate, taxrate2 } = call.values;
  const [one, two] =
    taxrate === undefined || taxrate2 === undefined ? await clientTaxRates(call, Number(userid)) : NO_TAX;
  return [
    taxrate === undefined ? one : plainAmount(taxrate, 'the tax rate'),
    taxrate2 === undefined ? two : plainAmount(taxrate2, 'the second tax rate'),
  ];
}

/** What it comes to with tax; what credit pays of it is never more. */
async function newInvoiceStake(call: ReadCall): Promise<Stake> {
  const lines = linesOf(call.values.items).map(taxedLine);
  const rates = await ratesFor(
    call,
    lines.some(({ taxed }) => taxed),
  );
  const totals = chargesOf(lines, rates);
  if (totals.some((total) => total.lt(0))) throw new NoStake('the lines add up to less than nothing');
  return atStake(totals, await clientCurrency(call, Number(call.values.userid)));
}

/** Where prices include taxes, the lines add up to the subtotal with them; else to the subtotal. */
function addsUp(row: Body, lines: unknown): boolean {
  const wanted = sum(linesOf(lines).map(lineAmount));
  const [subtotal, ...taxes] = [row.subtotal, row.tax, row.tax2].map(amountOf);
  if (subtotal === undefined) return false;
  const known = taxes.flatMap((tax) => tax ?? []);
  return wanted.eq(subtotal) || (known.length === taxes.length && wanted.eq(subtotal.plus(sum(known))));
}

/** Whether WHMCS heeded the order that was asked for. */
const newestFirst = (rows: readonly Body[]) =>
  rows.length > 1 && rows.every((row, at) => at === 0 || Number(row.id) < Number(rows[at - 1]?.id));

/** Whether prices hold the tax already is a setting that the API does not show. */
function taxSentence(
  lines: readonly Line[],
  rates: readonly unknown[],
  currency: string,
): string | undefined {
  const taxed = lines.filter((line) => line.taxed === true);
  if (taxed.length === 0) return undefined;
  const given = rates.filter((rate) => rate !== undefined).map((rate) => `${rate} %`);
  const tax = given.length === 0 ? 'tax' : `tax of ${listed(given)}`;
  return `On ${money(sum(taxed.map(lineAmount)), currency)} of it ${tax} is due, on top unless prices include it.`;
}

/** What settles an invoice with credit sets off, it sets off here too. */
function creditSentences({ client, currency, mail }: Person, lines: readonly Line[]): string[] {
  const credit = client?.credit;
  const settles = `If that settles it, what was ordered on it may be set up, and a receipt may go to ${mail}.`;
  // What tax does to the total depends on settings that the API does not show.
  if (credit === undefined || lines.some((line) => line.taxed === true)) {
    const of = credit === undefined ? '' : ` of ${money(credit, currency)}`;
    return [`The client's credit${of} pays for it as far as it goes.`, settles];
  }
  const used = least(credit, greatest(ZERO, sum(lines.map(lineAmount))));
  return [
    `The client's credit pays ${money(used, currency)} of it.`,
    `Credit: before ${money(credit, currency)}, after ${money(credit.minus(used), currency)}.`,
    settles,
  ];
}
