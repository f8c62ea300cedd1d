import { type Body, listAt, type Reads, type Scene } from '../catalog/index.js';
import { amountOf } from '../decimal.js';
import { currencyCode, joined, money, near, quoted, today, where, word } from '../prose/index.js';
import { clientFacts, ofPerson, type Person, personOf } from './client.js';
import { type Domain, domainRecord } from './domain.js';

export interface Held {
  readonly domain: Domain | undefined;
  readonly person: Person;
  /** `“example.com” of “Anna Example” (client 12)`. */
  readonly named: string;
  /** `the registrar enom`. */
  readonly registrar: string;
  readonly sentences: readonly (string | undefined)[];
  readonly facts: Readonly<Record<string, unknown>>;
}

function whatOf(domain: Domain, now: Date): string {
  const expires = near(domain.expiry, now);
  const facts = joined(
    ', ',
    domain.registrar === '' ? 'at no registrar' : `at the registrar ${word(domain.registrar)}`,
    expires === undefined
      ? 'without an expiry date'
      : `${String(domain.expiry) < today(now) ? 'expired' : 'expires'} ${expires}`,
    domain.fields.donotrenew === '1' || domain.fields.donotrenew === 1
      ? 'marked not to be renewed'
      : undefined,
  );
  return `Domain ${quoted(domain.name)} (${domain.id}) is ${word(domain.fields.status)}: ${facts}.`;
}

/** A domain and whose it is. @param also what else is read once the domain is known, beside its client. */
export async function heldDomain<T>(
  scene: Scene,
  also: (domain: Domain) => Promise<T> | undefined,
): Promise<Held & { also: T | undefined }> {
  const { domainid, domain: name } = scene.values;
  const domain = await domainRecord.lookNamed(scene.reads, scene.values);
  const [person, more] = await Promise.all([
    personOf(scene, domain?.clientId),
    domain === undefined ? undefined : also(domain),
  ]);
  const known = domain === undefined ? name : domain.name;
  const { registrar } = domain ?? {};
  return {
    domain,
    person,
    named: `${known === undefined ? `domain ${domainid}` : quoted(known)}${ofPerson(person)}`,
    registrar: registrar ? `the registrar ${word(registrar)}` : 'its registrar',
    sentences: [
      person.whose,
      domain && whatOf(domain, scene.now),
      where(registrar === '', 'No registrar is set up for it, so WHMCS will most likely refuse.'),
    ],
    facts: {
      ...clientFacts(person),
      'domain.name': domain?.name,
      'domain.status': domain?.fields.status,
      'domain.clientid': domain?.clientId,
      'domain.registrar': registrar,
      'domain.expirydate': domain?.fields.expirydate,
    },
    also: more,
  };
}

export interface Price {
  /** `12.00 EUR`; undefined where the list has none for so many years. */
  readonly text: string | undefined;
}

/** The longest ending that has a price: example.co.uk is co.uk before it is uk. */
function pricesOf(reply: Body, name: string): Body | undefined {
  const pricing = listAt(reply, 'pricing')[0] ?? {};
  const labels = name.toLowerCase().split('.');
  const endings = labels.slice(1).map((_label, index) => labels.slice(index + 1).join('.'));
  const ending = endings.find((one) => Object.hasOwn(pricing, one));
  return ending === undefined ? undefined : (pricing[ending] as Body);
}

/** What the client of the domain pays by the price list. */
export function readPrice(
  reads: Reads,
  { name, id, clientId }: Domain,
  kind: 'register' | 'transfer' | 'renew',
  years: number,
): Promise<Price | undefined> {
  return reads.look({
    name: `the price of domain ${id}`,
    action: 'GetTLDPricing',
    params: { clientid: clientId ?? 0 },
    pick(reply) {
      const currency = currencyCode(listAt(reply, 'currency')[0]?.code);
      if (listAt(reply, 'pricing').length === 0) return undefined;
      const prices = pricesOf(reply, name)?.[kind];
      const amount =
        typeof prices === 'object' && prices !== null ? amountOf((prices as Body)[String(years)]) : undefined;
      return { text: amount === undefined || amount.lt(0) ? undefined : money(amount, currency) };
    },
  });
}
