import type { View } from '../catalog/index.js';
import { capital, counted, MAIL_STAYS, where, word, yearsOn } from '../prose/index.js';
import { type Domain, heldDomain, type Price, readPrice } from '../records/index.js';

/** The price list is what the client pays; what the registrar charges, nobody tells us. */
function priceSentence(what: string, price: Price | undefined, registrar: string): string {
  if (price === undefined) return `${capital(registrar)} charges for it.`;
  return price.text === undefined
    ? `The price list has no price for ${what}; ${registrar} charges its own.`
    : `By the price list ${what} costs ${price.text}; ${registrar} charges its own price.`;
}

export const registerDomain: View = async (scene) => {
  const held = await heldDomain(scene, (domain) => readPrice(scene.reads, domain, 'register', domain.years));
  const { domain, registrar, also: price } = held;
  const status = domain?.fields.status;
  const years = domain === undefined ? 'its years' : counted(domain.years, 'year');
  return {
    title: `Register ${held.named}`,
    sentences: [
      ...held.sentences,
      `It is ordered at ${registrar} now, for ${years}.`,
      priceSentence(`registering it for ${years}`, price, registrar),
      where(
        status === 'Active' || status === 'Expired',
        `It is ${word(status)} already: registering it again may cost again.`,
      ),
    ],
    snapshot: { ...held.facts, 'domain.years': domain?.years, 'price.register': price?.text },
  };
};

export const transferDomain: View = async (scene) => {
  const held = await heldDomain(scene, (domain) => readPrice(scene.reads, domain, 'transfer', domain.years));
  const { domain, person, registrar, also: price } = held;
  const status = domain?.fields.status;
  const given = scene.values.eppcode !== undefined;
  return {
    title: `Transfer ${held.named} in`,
    sentences: [
      ...held.sentences,
      `A transfer to ${registrar} is asked for now, with the authorisation code that ${given ? 'the call brings; it is not shown here' : 'WHMCS has stored'}.`,
      priceSentence('transferring it', price, registrar),
      `Mails about it may go to ${person.mail} and to whoever holds the domain.`,
      where(status === 'Active', 'It is Active already: another transfer may cost again.'),
      where(status === 'Pending Transfer', 'A transfer of it is under way already.'),
    ],
    irreversible: [MAIL_STAYS],
    snapshot: {
      ...held.facts,
      'domain.years': domain?.years,
      'price.transfer': price?.text,
      'mail.to': person.client?.email,
    },
  };
};

const yearsOf = (domain: Domain, asked: unknown) => (typeof asked === 'number' ? asked : domain.years);

export const renewDomain: View = async (scene) => {
  const asked = scene.values.regperiod;
  const held = await heldDomain(scene, (domain) =>
    readPrice(scene.reads, domain, 'renew', yearsOf(domain, asked)),
  );
  const { domain, registrar, also: price } = held;
  const years = domain === undefined ? Number(asked ?? 0) : yearsOf(domain, asked);
  const span = years === 0 ? 'its years' : counted(years, 'year');
  return {
    title: `Renew ${held.named} for ${span}`,
    sentences: [
      ...held.sentences,
      `It is renewed for ${span} at ${registrar} now.`,
      domain?.expiry === undefined
        ? undefined
        : `It expires on ${domain.expiry} today, and on ${yearsOn(domain.expiry, years)} afterwards.`,
      priceSentence(`renewing it for ${span}`, price, registrar),
      'Each such call adds the years, and costs, again.',
    ],
    gentler: years > 1 ? 'Renew it for 1 year (regperiod 1): more can be added at any time.' : undefined,
    snapshot: { ...held.facts, 'domain.years': years, 'price.renew': price?.text },
  };
};
