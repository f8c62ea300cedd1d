import type { Scene } from '../../src/catalog/index.js';
import { decoded } from '../../src/entities.js';
import { counted, dated, dayOf, joined, money, near, quoted, word } from '../../src/prose/index.js';
import { clientFacts, type Person, personOf, type Quote, quoteRecord } from '../../src/records/index.js';

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
    },
  };
}
