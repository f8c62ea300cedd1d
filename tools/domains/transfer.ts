import { confirmation, may, NAMED, secret, write } from '../../src/catalog/index.js';
import { isNow, MAIL_STAYS, where } from '../../src/prose/index.js';
import {
  domainQueue,
  domainRecord,
  heldDomain,
  registrarPrice,
  settledByStatus,
} from '../../src/records/index.js';
import { oneDomain } from './one-domain.js';
import { priceFacts, priceSentences, showPrices } from './price-sentence.js';

export const transferDomain = write('whmcs_transfer_domain', {
  title: 'Transfer a domain in',
  about: 'Ask the registrar to transfer an ordered domain in, which costs money. No call stops it.',
  action: 'DomainTransfer',
  whose: NAMED,
  names: { domain: ['domainid', 'domain'] },
  money: registrarPrice('transfer'),
  effects: ['money', 'registrar', 'irreversible', 'mail', 'secret?eppcode'],
  args: {
    domainid: may.id(),
    domain: may.domain(),
    // The page types it as a number; authorisation codes are text.
    eppcode: secret(may.text('Authorisation code; the stored one when left out')),
  },
  rules: oneDomain,
  slow: true,
  result: confirmation(),
  done: isNow('Domain', ['domainid', 'domain'], 'is ordered to be transferred'),
  errors: {
    nothingBegun: ['Domain Not Found'],
    leftOpen: ['Registrar Error Message'],
    passesOn: 'the registrar',
  },

  readBack: settledByStatus(domainRecord, {
    done: ['Pending Transfer'],
    not: [],
    repeats: true,
    also: domainQueue,
  }),

  undo: 'No call stops a transfer. A person can ask the registrar; its owner can refuse it where it comes from.',

  async preview(scene) {
    const held = await heldDomain(scene, (domain) => showPrices(scene, domain, 'transfer', domain.years));
    const { domain, person, registrar, also: prices } = held;
    const status = domain?.fields.status;
    const given = scene.values.eppcode !== undefined;
    return {
      title: `Transfer ${held.named} in`,
      sentences: [
        ...held.sentences,
        `A transfer to ${registrar} is asked for now, with the authorisation code that ${given ? 'the call brings; it is not shown here' : 'WHMCS has stored'}.`,
        ...priceSentences('transferring it', prices, registrar),
        `Mails about it may go to ${person.mail} and to whoever holds the domain.`,
        where(status === 'Active', 'It is Active already: another transfer may cost again.'),
        where(status === 'Pending Transfer', 'A transfer of it is under way already.'),
      ],
      irreversible: [MAIL_STAYS],
      snapshot: {
        ...held.facts,
        'domain.years': domain?.years,
        ...priceFacts('transfer', prices),
        'mail.to': person.client?.email,
      },
    };
  },

  sample: { least: { domainid: 1 }, most: { domain: 'example.com', eppcode: 'ab&c-123' } },
});
