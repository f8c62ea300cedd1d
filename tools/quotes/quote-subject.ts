import { type Body, idOf, type ReadCall, type Scene, type Stake } from '../../src/catalog/index.js';
import { amountOf, type Decimal, sum } from '../../src/decimal.js';
import { decoded } from '../../src/entities.js';
import {
  counted,
  dated,
  dayOf,
  joined,
  money,
  near,
  oneLine,
  quoted,
  TEXT_SHOWN,
  word,
} from '../../src/prose/index.js';
import {
  atStake,
  clientCurrency,
  clientFacts,
  currencyById,
  namedRow,
  type Person,
  personOf,
  plainAmount,
  type Quote,
  quoteRecord,
} from '../../src/records/index.js';

/** Somebody who is no client, in words. */
export const prospect = (values: Readonly<Record<string, unknown>>) =>
  `${quoted(`${decoded(values.firstname)} ${decoded(values.lastname)}`)} (${quoted(values.email)}, no client)`;

/** A quote that a call is about, and whom it is for. */
export interface QuoteSubject {
  readonly quote: Quote | undefined;
  readonly person: Person;
  readonly named: string;
  readonly total: string;
  readonly sentences: readonly (string | undefined)[];
  readonly facts: Readonly<Record<string, unknown>>;
}

/** The quote itself says since when its client is one. */
function sinceOf(quote: Quote | undefined): string | undefined {
  const client = quote?.fields.client;
  return typeof client === 'object' && client !== null && 'datecreated' in client
    ? dayOf(client.datecreated)
    : undefined;
}

/** The quote that `quoteid` names, and whom it is for. */
export async function quoteSubject(scene: Scene): Promise<QuoteSubject> {
  const id = Number(scene.values.quoteid);
  const quote = await quoteRecord.look(scene.reads, id);
  const person = await personOf(scene, quote?.clientId, sinceOf(quote));
  const { fields } = quote ?? {};
  const isProspect = quote !== undefined && (quote.clientId ?? 0) === 0;
  const who = fields !== undefined && isProspect ? prospect(fields) : person.label;
  const total = money(quote?.total, person.currency);
  const until = dated(fields?.validuntil, scene.now);
  const facts = joined(
    ', ',
    total,
    `with ${counted(quote?.lines.length ?? 0, 'line')}`,
    `made ${near(fields?.datecreated, scene.now) ?? 'at an unknown time'}`,
    until === undefined ? undefined : `valid until ${until}`,
  );
  return {
    quote,
    person,
    named: `quote ${id}${who === '' ? '' : ` of ${who}`}`,
    total,
    sentences: [
      isProspect ? `It is for ${who}.` : person.whose,
      fields === undefined
        ? undefined
        : `Quote ${id} ${quoted(fields.subject)} is ${word(fields.stage)}: ${facts}.`,
    ],
    facts: {
      ...clientFacts(person),
      'quote.stage': fields?.stage,
      'quote.total': fields?.total,
      'quote.clientid': quote?.clientId,
      'quote.validuntil': fields?.validuntil,
      ...textFacts(quote),
    },
  };
}

/** All that its client reads of it: an agent may change a draft while a person decides on it. */
const textFacts = (quote: Quote | undefined): Readonly<Record<string, unknown>> => ({
  'quote.subject': quote?.fields.subject,
  'quote.proposal': quote?.fields.proposal,
  'quote.customernotes': quote?.fields.customernotes,
  'quote.lines': quote?.lines.map(
    ({ id, quantity, unitprice, discount, taxable, description }) =>
      `${id} ${quantity} ${unitprice} ${discount} ${taxable} ${description}`,
  ),
});

/** What its client reads of a quote: texts and lines, which an invoice of it has too. */
export function quoteTexts(quote: Quote | undefined, currency: string): string[] {
  if (quote === undefined) return [];
  const { proposal, customernotes } = quote.fields;
  const texts = { proposal, 'notes for the customer': customernotes };
  return [
    ...Object.entries(texts)
      .filter(([, text]) => typeof text === 'string' && text.trim() !== '')
      .map(([name, text]) => `Its ${name}: ${quoted(text, TEXT_SHOWN)}`),
    ...quote.lines.map(
      ({ description, quantity, unitprice }) =>
        `Line: ${quoted(description)} ${oneLine(quantity)} × ${money(amountOf(unitprice), currency)}.`,
    ),
  ];
}

/** All that a quote comes to. */
export async function quoteTotal(call: ReadCall): Promise<Stake> {
  const quote = await namedRow(quoteRecord, call);
  return atStake([plainAmount(quote.total, 'the total'), grossOf(quote)], await quoteCurrency(call, quote));
}

/** Its lines with the taxes that it shows. */
export const grossOf = ({ subtotal, tax1, tax2 }: Body): Decimal =>
  sum([subtotal, tax1, tax2].flatMap((part) => amountOf(part) ?? []));

/** The currency of its client, or that which was set for somebody who is none. */
export function quoteCurrency(call: ReadCall, { userid, currency }: Body) {
  const client = idOf(userid) ?? 0;
  return client > 0 ? clientCurrency(call, client) : currencyById(call.ask, idOf(currency) ?? 0);
}
