import { z } from 'zod';
import {
  confirmation,
  idOf,
  line,
  listAt,
  may,
  NAMED,
  need,
  type ReadCall,
  refuse,
  type Stake,
  sameText,
  serialized,
  whereArgs,
  write,
} from '../../src/catalog/index.js';
import { sum, ZERO } from '../../src/decimal.js';
import { decoded } from '../../src/entities.js';
import { once } from '../../src/once.js';
import { counted, dayOf, listed, money, quoted, where, word } from '../../src/prose/index.js';
import {
  allSent,
  atStake,
  baseCurrency,
  chargesOf,
  clientCurrency,
  clientFacts,
  clientReached,
  clientRecord,
  clientTaxRates,
  currencyById,
  endMade,
  madeRecord,
  NO_TAX,
  PRINTED_OF_PERSON,
  personOf,
  stranger,
} from '../../src/records/index.js';
import { PERSON_ARGS } from '../person-args.js';
import { afterDiscount, beforeDiscount, type Line, lineText, lineTotal, sentLine } from './quote-lines.js';
import { prospect } from './quote-subject.js';
import { OPEN_STAGES, STAGES } from './stages.js';

const quoteLine = once(() =>
  z.strictObject({
    desc: line.text(),
    qty: z.int({ error: 'must be a whole number' }).min(1, 'must be 1 or more').default(1),
    up: line.money({ sign: 'any' }).describe('Unit price'),
    discount: line.percent().default('0'),
    taxable: line.flag().default(false),
  }),
);

const PROSPECT = [...Object.keys(PERSON_ARGS), 'currency'];

export const createQuote = write('whmcs_create_quote', {
  title: 'Create a quote',
  about:
    'Create a quote for a client (userid) or a prospect (name, email, address). Sends no mail. Undone by whmcs_delete_quote.',
  action: 'CreateQuote',
  whose: NAMED,
  names: { client: ['userid'] },
  money: newQuoteStake,
  // Its client can accept what is delivered or on hold, and owes what is accepted.
  effects: [
    whereArgs('money', ({ stage }) => OPEN_STAGES.some((one) => one === stage)),
    // The client area lists all but drafts.
    whereArgs('mail', ({ stage }) => stage !== 'Draft'),
  ],
  reaches: async ({ values, ask }) =>
    typeof values.userid === 'number'
      ? { recipients: (await clientReached(ask, values.userid)).recipients }
      : { recipients: values.stage === 'Draft' ? [] : [stranger(values.email)] },
  // A prospect's name and address stand on it.
  says: ['subject', 'lineitems', 'proposal', 'customernotes', ...PRINTED_OF_PERSON],
  args: {
    subject: need.text(),
    stage: need.choice(STAGES),
    validuntil: need.localDate(),
    datecreated: may.localDate(),
    lineitems: may.rows(quoteLine, 'qty is 1 when left out; discount: percent', (rows, name) => ({
      [name]: serialized(rows.map(sentLine)),
    })),
    userid: may.id('Client id'),
    ...PERSON_ARGS,
    tax_id: may.text(),
    currency: may.id('Currency id'),
    proposal: may.body('Shown to the customer'),
    customernotes: may.body('Shown to the customer'),
    adminnotes: may.body('Seen by staff only'),
  },
  rules: [
    refuse(
      'give userid for an existing client, or firstname, lastname and email for a prospect',
      (args) =>
        args.userid === undefined &&
        (args.firstname === undefined || args.lastname === undefined || args.email === undefined),
    ),
    refuse(
      'userid already says who it is for: leave out the name, address and currency',
      (args) => args.userid !== undefined && PROSPECT.some((name) => args[name] !== undefined),
    ),
  ],
  before: [
    {
      // CreateQuote takes any userid, and leaves a quote that belongs to nobody.
      action: clientRecord.action,
      when: (args) => args.userid !== undefined,
      params: (args) => clientRecord.params('userid', args.userid),
      refuse: () => undefined,
    },
  ],
  result: confirmation({ makes: 'quoteid' }),
  done: (_args, result) => `Quote ${idOf(result.quoteid) ?? ''} is made.`,
  errors: {
    nothingBegun: ['Subject is required', 'Invalid Stage', 'Valid Until is required'],
  },

  // WHMCS dates a quote by the day alone.
  readBack: madeRecord({
    what: 'the quote',
    action: 'GetQuotes',
    params: (args) => ({
      ...(args.userid === undefined ? {} : { userid: Number(args.userid) }),
      limitnum: 100,
    }),
    rows: (reply, args) =>
      listAt(reply, 'quotes.quote').filter((row) =>
        args.userid === undefined
          ? decoded(row.email).toLowerCase() === String(args.email).toLowerCase()
          : Number(row.userid) === args.userid,
      ),
    same: (row, args) =>
      sameText(row.subject, args.subject) && row.stage === args.stage && row.validuntil === args.validuntil,
    made: (row) => row.datecreated,
    dated: 'datecreated',
    where: (row) => `quote ${idOf(row.id) ?? ''}`,
    whole: (reply) => allSent(reply, 'quotes.quote'),
  }),

  undo: endMade({ what: 'quote', result: 'quoteid', tool: 'whmcs_delete_quote', idArg: 'quoteid' }),

  async preview(scene) {
    const { values } = scene;
    const isClient = values.userid !== undefined;
    const person = await personOf(scene, isClient ? Number(values.userid) : undefined);
    const lines = (values.lineitems ?? []) as readonly Line[];
    const total = sum(lines.map(lineTotal));
    const who = isClient ? person.label : prospect(values);
    const currency =
      isClient || values.currency === undefined ? person.currency : `in currency ${values.currency}`;
    return {
      title: `Create a quote ${quoted(values.subject)} for ${who}`,
      sentences: [
        person.whose,
        `A quote ${quoted(values.subject)} for ${who} is made, in stage ${word(values.stage)}, valid until ${dayOf(values.validuntil) ?? 'an unknown day'}.`,
        lines.length === 0
          ? 'It has no lines.'
          : `${counted(lines.length, 'line')}: ${listed(lines.map((line) => lineText(line, currency)))}. That is ${money(total, currency)} in all${lines.some((line) => line.taxable) ? ', before tax' : ''}.`,
        where(values.stage === 'Accepted', 'It is entered as Accepted, though nobody has accepted it.'),
        'No mail is sent. whmcs_delete_quote removes it again.',
      ],
      gentler:
        values.stage === 'Draft'
          ? undefined
          : 'Create it in stage Draft: staff can look at it before anybody else.',
      snapshot: { ...clientFacts(person), 'client.currency': person.client?.currency },
    };
  },

  sample: {
    least: { subject: 'Offer', stage: 'Draft', validuntil: '2026-04-03', userid: 1 },
    most: {
      subject: 'Offer',
      stage: 'Draft',
      validuntil: '2026-04-03',
      datecreated: '2026-03-02',
      lineitems: [{ desc: 'Line', qty: 1, up: '10.00', discount: '5', taxable: true }],
      firstname: 'Ada',
      lastname: 'Example',
      companyname: 'Example Ltd',
      email: 'ada@example.com',
      address1: '1 Example Street',
      address2: 'Floor 2',
      city: 'Exampletown',
      state: 'Example State',
      postcode: 'EX1 2MP',
      country: 'GB',
      phonenumber: '01632960001',
      tax_id: 'GB123',
      currency: 1,
      proposal: 'We propose',
      customernotes: 'Dear customer',
      adminnotes: 'cheap',
    },
    more: [{ subject: 'Offer', stage: 'Draft', validuntil: '2026-04-03', userid: 1 }],
  },
});

/** What it comes to with tax, before the discounts, after them, and what they take off. */
async function newQuoteStake(call: ReadCall): Promise<Stake> {
  const { userid, currency, lineitems } = call.values;
  const client = userid === undefined ? undefined : Number(userid);
  const lines = (lineitems ?? []) as readonly Line[];
  const rates = lines.some(({ taxable }) => taxable) ? await clientTaxRates(call, client) : NO_TAX;
  const before = chargesOf(lines.map(beforeDiscount), rates);
  const after = chargesOf(lines.map(afterDiscount), rates);
  const taken = before.map((amount, at) => amount.minus(after[at] ?? ZERO));
  return atStake(
    [...before, ...after, ...taken],
    await (client === undefined ? prospectCurrency(call.ask, currency) : clientCurrency(call, client)),
  );
}

const prospectCurrency = (ask: ReadCall['ask'], id: unknown) =>
  id === undefined ? baseCurrency(ask) : currencyById(ask, Number(id));
