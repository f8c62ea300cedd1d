import type { Scene, View } from '../catalog/index.js';
import { amountOf, type Decimal, sum, ZERO } from '../decimal.js';
import { decoded } from '../entities.js';
import {
  counted,
  dated,
  dayOf,
  joined,
  listed,
  MAIL_STAYS,
  money,
  near,
  quoted,
  today,
  where,
  word,
} from '../prose/index.js';
import { clientFacts, type Person, personOf, type Quote, quoteRecord } from '../records/index.js';

interface Line {
  readonly desc: string;
  readonly qty: number;
  readonly up: string;
  readonly discount: string;
  readonly taxable: boolean;
}

/** The discount is a percentage; cents are rounded as an invoice would have them. */
function lineTotal({ qty, up, discount }: Line): Decimal {
  const full = (amountOf(up) ?? ZERO).times(qty);
  return full.minus(full.times(amountOf(discount) ?? ZERO).div(100)).round(2);
}

function lineText(line: Line, currency: string): string {
  const off = Number(line.discount) === 0 ? '' : `, ${line.discount} % off`;
  return `${quoted(line.desc)} ${line.qty} × ${money(amountOf(line.up), currency)}${off}`;
}

const prospect = (values: Readonly<Record<string, unknown>>) =>
  `${quoted(`${decoded(values.firstname)} ${decoded(values.lastname)}`)} (${quoted(values.email)}, no client)`;

export const createQuote: View = async (scene) => {
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
};

interface Quoted {
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

async function quotedTo(scene: Scene): Promise<Quoted> {
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
    },
  };
}

export const acceptQuote: View = async (scene) => {
  const { quote, person, named, total, facts, sentences } = await quotedTo(scene);
  const until = dayOf(quote?.fields.validuntil);
  const stage = quote?.fields.stage;
  return {
    title: `Accept ${named} for them`,
    sentences: [
      ...sentences,
      `It becomes Accepted in the client's place, and an invoice of ${quote === undefined ? 'its total' : total} is made of it, which the client then owes.`,
      `A mail about it may go to ${person.mail}.`,
      where(
        until !== undefined && until < today(scene.now),
        'It was valid only until then: the prices may be old.',
      ),
      where(stage === 'Accepted', 'It is Accepted already: another invoice may be made.'),
      where(stage === 'Lost' || stage === 'Dead', `It is ${word(stage)}: it was given up.`),
    ],
    irreversible: [MAIL_STAYS],
    snapshot: { ...facts, 'mail.to': person.client?.email },
  };
};

export const deleteQuote: View = async (scene) => {
  const { quote, named, facts, sentences } = await quotedTo(scene);
  return {
    title: `Delete ${named}`,
    sentences: [...sentences, 'The quote is deleted with its lines and texts.'],
    gentler: where(
      quote !== undefined,
      'Leave it: a person can set its stage to Dead or Lost in WHMCS, which keeps it on record.',
    ),
    snapshot: { ...facts, 'quote.lines': quote?.lines.length },
  };
};
