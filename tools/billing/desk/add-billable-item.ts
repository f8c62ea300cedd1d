import {
  confirmation,
  idOf,
  may,
  NAMED,
  need,
  type ReadCall,
  refuse,
  type Stake,
  type Values,
  write,
} from '../../../src/catalog/index.js';
import { type Decimal, parsedAmount } from '../../../src/decimal.js';
import { counted, digits, money, quoted, TEXT_SHOWN, where } from '../../../src/prose/index.js';
import {
  atStake,
  chargesOf,
  clientCurrency,
  clientFacts,
  clientTaxRates,
  personOf,
  untold,
} from '../../../src/records/index.js';

const CYCLES = ['Days', 'Weeks', 'Months', 'Years'] as const;

export const addBillableItem = write('whmcs_add_billable_item', {
  title: 'Add a billable item',
  about:
    'Note work or goods of a client to be invoiced: left as a note (noinvoice), with the next cron run, on the next invoice, on a day, or again and again (recur). No call lists, changes or removes it.',
  action: 'AddBillableItem',
  whose: NAMED,
  names: { client: ['clientid'] },
  money: itemStake,
  effects: ['money', 'irreversible'],
  // The client reads it on the invoice.
  says: ['description'],
  args: {
    clientid: need.id(),
    description: need.text('Printed on the invoice'),
    amount: need.money('In all, in the currency of the client'),
    unit: need.choice(['hours', 'quantity'], 'What quantity counts'),
    quantity: may.money('How many of them; up to two decimals'),
    // Optional in WHMCS: whoever charges somebody says when.
    invoiceaction: need.choice(
      ['noinvoice', 'nextcron', 'nextinvoice', 'duedate', 'recur'],
      'When it is invoiced',
    ),
    recur: may.int({ min: 1, max: 999 }, 'Every so many of recurcycle'),
    recurcycle: may.choice(CYCLES, 'Unit of recur'),
    recurfor: may.int({ min: 1, max: 999 }, 'How many invoices in all'),
    duedate: may.date(),
  },
  rules: [
    refuse(
      'invoiceaction recur needs recur, recurcycle, recurfor and duedate',
      (args) =>
        args.invoiceaction === 'recur' && [...RECURRING, 'duedate'].some((name) => args[name] === undefined),
    ),
    refuse(
      'recur, recurcycle and recurfor go with invoiceaction recur',
      (args) => args.invoiceaction !== 'recur' && RECURRING.some((name) => args[name] !== undefined),
    ),
    refuse(
      'invoiceaction duedate needs duedate',
      (args) => args.invoiceaction === 'duedate' && args.duedate === undefined,
    ),
    refuse(
      'duedate goes with invoiceaction duedate or recur',
      ({ invoiceaction, duedate }) =>
        duedate !== undefined && invoiceaction !== 'duedate' && invoiceaction !== 'recur',
    ),
  ],
  result: confirmation({ makes: 'billableid' }),
  done: (args, result) =>
    `Billable item ${idOf(result.billableid) ?? ''} `.trimEnd() +
    ` of ${digits(parsedAmount(args.amount))} is noted for client ${args.clientid}.`,
  errors: {
    nothingBegun: [
      'Client ID not Found',
      'You must provide a description',
      'Invalid Invoice Action',
      'Recurring must have a unit, cycle and limit',
      'Due date is required',
      "Invalid Unit, please specify either 'hours' or 'quantity'",
      "Invalid Date Format - Expected: 'YYYY-mm-dd'",
    ],
  },

  // No action of WHMCS's lists billable items; an invoice shows one only once it was charged.
  readBack: {
    action: 'GetInvoices',
    when: () => false,
    params: (args) => ({ userid: Number(args.clientid), limitnum: 1 }),
    tells: () => untold('WHMCS does not list billable items'),
  },

  undo: 'No call removes it. A person can delete it in WHMCS (Billing > Billable Items) before it is invoiced.',

  async preview(scene) {
    const { values } = scene;
    const person = await personOf(scene, Number(values.clientid));
    const text = money(parsedAmount(values.amount), person.currency);
    const times = timesOf(values);
    return {
      title: `Charge ${person.label} ${text} for ${quoted(values.description)}`,
      sentences: [
        person.whose,
        `A billable item ${quoted(values.description, TEXT_SHOWN)} of ${text} is noted${values.quantity === undefined ? '' : `, for ${String(values.quantity)} ${values.unit === 'hours' ? 'hours' : 'pieces'}`}; tax comes on top where it is due.`,
        whenSentence(values),
        where(
          times > 1,
          `That is ${money(parsedAmount(values.amount).times(times), person.currency)} in all, before tax.`,
        ),
        'No mail is sent now; the invoice is mailed when it is made.',
      ],
      gentler:
        values.invoiceaction === 'noinvoice'
          ? undefined
          : 'Note it without an invoice (invoiceaction noinvoice): staff decide when it is charged.',
      snapshot: { ...clientFacts(person), 'client.currency': person.client?.currency },
    };
  },

  sample: {
    least: {
      clientid: 1,
      description: 'An hour of work',
      amount: '60.00',
      unit: 'hours',
      invoiceaction: 'noinvoice',
    },
    most: {
      clientid: 1,
      description: 'Backup space',
      amount: 5,
      unit: 'quantity',
      quantity: '2.50',
      invoiceaction: 'recur',
      recur: 1,
      recurcycle: 'Months',
      recurfor: 12,
      duedate: '2026-04-01',
    },
  },
});

const RECURRING = ['recur', 'recurcycle', 'recurfor'] as const;

const timesOf = ({ recurfor }: Values): number => (typeof recurfor === 'number' ? recurfor : 1);

/** `every month`, `every 3 months`. */
function everySo(count: number, cycle: string): string {
  const one = cycle.toLowerCase().replace(/s$/, '');
  return count === 1 ? `every ${one}` : `every ${counted(count, one)}`;
}

function whenSentence({ invoiceaction, recur, recurcycle, recurfor, duedate }: Values): string {
  switch (invoiceaction) {
    case 'nextcron':
      return 'WHMCS invoices it with its next daily run.';
    case 'nextinvoice':
      return 'WHMCS puts it on the next invoice of the client.';
    case 'duedate':
      return `WHMCS invoices it to be due on ${String(duedate)}.`;
    case 'recur':
      return `WHMCS invoices it ${String(recurfor)} times, ${everySo(Number(recur), String(recurcycle))}, first due on ${String(duedate)}.`;
    default:
      return 'It is not invoiced until a person says so.';
  }
}

/** All that it may come to with tax: whether billable items are taxed is a setting that the API does not show. */
async function itemStake(call: ReadCall): Promise<Stake> {
  const { amount, clientid } = call.values;
  const client = Number(clientid);
  const all: Decimal = parsedAmount(amount).times(timesOf(call.values));
  const rates = await clientTaxRates(call, client);
  return atStake(chargesOf([{ amount: all, taxed: true }], rates), await clientCurrency(call, client));
}
