import type { Scene } from '../catalog/index.js';
import { joined, near, quoted, today, where, word } from '../prose/index.js';
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
