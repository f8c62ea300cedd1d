import { type Body, confirmation, may, NAMED, write } from '../../src/catalog/index.js';
import { counted, isNow, yearsOn } from '../../src/prose/index.js';
import {
  type Domain,
  domainQueue,
  domainRecord,
  heldDomain,
  readOf,
  registrarPrice,
  rowOf,
  untold,
} from '../../src/records/index.js';
import { oneDomain } from './one-domain.js';
import { priceFacts, priceSentences, showPrices } from './price-sentence.js';

export const renewDomain = write('whmcs_renew_domain', {
  title: 'Renew a domain',
  about:
    'Renew a domain at its registrar, which costs money and adds years each time it is called. Cannot be undone.',
  action: 'DomainRenew',
  whose: NAMED,
  names: { domain: ['domainid', 'domain'] },
  money: registrarPrice('renew', 'regperiod'),
  effects: ['money', 'registrar', 'irreversible'],
  args: {
    domainid: may.id(),
    domain: may.domain(),
    regperiod: may.int({ min: 1, max: 10 }, "Years; the domain's own period when left out"),
  },
  rules: oneDomain,
  slow: true,
  result: confirmation(),
  done: isNow('Domain', ['domainid', 'domain'], 'is renewed'),
  errors: {
    nothingBegun: ['Domain Not Found'],
    leftOpen: ['Registrar Error Message'],
    passesOn: 'the registrar',
  },

  // Only the date before the call tells whether years were added; WHMCS may show the new one days later.
  readBack: {
    ...readOf(domainRecord),
    keep(reply, args) {
      const expiry = expiryOf(rowOf(domainRecord, reply, args));
      return expiry === undefined ? undefined : { expiry };
    },
    also: domainQueue,
    tells(reply, args, { prior }) {
      const expiry = expiryOf(rowOf(domainRecord, reply, args));
      if (expiry === undefined) return untold('WHMCS shows no such domain with an expiry date');
      const before = prior?.expiry;
      if (typeof before !== 'string')
        return untold(`the domain expires on ${expiry}, and whether a renewal is in that does not show`);
      return expiry > before
        ? { done: true, says: `the domain expires on ${expiry}, and before the call on ${before}` }
        : untold(
            `the domain expires on ${expiry}, before the call on ${before}: WHMCS may show a renewal days later`,
          );
    },
  },

  undo: 'A renewal is paid for. Some registrars take one back within days: a person can ask there.',

  async preview(scene) {
    const asked = scene.values.regperiod;
    const held = await heldDomain(scene, (domain) =>
      showPrices(scene, domain, 'renew', yearsOf(domain, asked)),
    );
    const { domain, registrar, also: prices } = held;
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
        ...priceSentences(`renewing it for ${span}`, prices, registrar),
        'Each such call adds the years, and costs, again.',
      ],
      gentler: years > 1 ? 'Renew it for 1 year (regperiod 1): more can be added at any time.' : undefined,
      snapshot: { ...held.facts, 'domain.years': years, ...priceFacts('renew', prices) },
    };
  },

  sample: { least: { domainid: 1 }, most: { domain: 'example.com', regperiod: 2 } },
});

const expiryOf = (row: Body | undefined) => /^\d{4}-\d{2}-\d{2}$/.exec(String(row?.expirydate))?.[0];

const yearsOf = (domain: Domain, asked: unknown) => (typeof asked === 'number' ? asked : domain.years);
