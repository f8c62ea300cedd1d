import { confirmation, may, NAMED, write } from '../../src/catalog/index.js';
import { counted, isNow, where, word } from '../../src/prose/index.js';
import {
  domainQueue,
  domainRecord,
  heldDomain,
  registrarPrice,
  settledByStatus,
} from '../../src/records/index.js';
import { oneDomain } from './one-domain.js';
import { priceFacts, priceSentences, showPrices } from './price-sentence.js';

export const registerDomain = write('whmcs_register_domain', {
  title: 'Register a domain',
  about: 'Register an ordered domain at its registrar, which costs money. Cannot be undone.',
  action: 'DomainRegister',
  whose: NAMED,
  names: { domain: ['domainid', 'domain'] },
  money: registrarPrice('register'),
  effects: ['money', 'registrar', 'irreversible'],
  args: { domainid: may.id(), domain: may.domain(), idnlanguage: may.text('Language code of an IDN') },
  rules: oneDomain,
  slow: true,
  result: confirmation(),
  done: isNow('Domain', ['domainid', 'domain'], 'is registered'),
  errors: {
    nothingBegun: ['Domain Not Found', 'Invalid IDN Language…'],
    leftOpen: ['Registrar Error Message'],
    passesOn: 'the registrar',
  },

  // A registrar may have taken the order, and the money, before the status says so.
  readBack: settledByStatus(domainRecord, { done: ['Active'], not: [], repeats: true, also: domainQueue }),

  undo: 'A registration is paid for. Some registrars delete a domain within days: a person can ask there.',

  async preview(scene) {
    const held = await heldDomain(scene, (domain) => showPrices(scene, domain, 'register', domain.years));
    const { domain, registrar, also: prices } = held;
    const status = domain?.fields.status;
    const years = domain === undefined ? 'its years' : counted(domain.years, 'year');
    return {
      title: `Register ${held.named}`,
      sentences: [
        ...held.sentences,
        `It is ordered at ${registrar} now, for ${years}.`,
        ...priceSentences(`registering it for ${years}`, prices, registrar),
        where(
          status === 'Active' || status === 'Expired',
          `It is ${word(status)} already: registering it again may cost again.`,
        ),
      ],
      snapshot: { ...held.facts, 'domain.years': domain?.years, ...priceFacts('register', prices) },
    };
  },

  sample: { least: { domainid: 1 }, most: { domain: 'example.com', idnlanguage: 'ger' } },
});
