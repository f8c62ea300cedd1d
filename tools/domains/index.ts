import {
  area,
  atMostOne,
  confirmation,
  exactlyOne,
  may,
  need,
  record,
  secret,
  whole,
} from '../../src/catalog/index.js';
import { domainRecord, setBack, settledByStatus } from '../../src/records/index.js';
import { lock, lockSet, nameservers, nameserversSet, renewed } from './changes.js';

const SERVERS = {
  domainid: may.id(),
  domain: may.domain(),
  nameservers: need.nameservers('2 to 5, all of them'),
};
// Optional in WHMCS, where leaving it out most likely unlocks.
const LOCK = { domainid: need.id(), lockstatus: need.flag('true locks') };

const WHICH = [exactlyOne('domainid', 'domain')];

export const domains = area('domains', {
  whmcs_register_domain: {
    title: 'Register a domain',
    about: 'Register an ordered domain at its registrar, which costs money. Cannot be undone.',
    action: 'DomainRegister',
    names: { domain: ['domainid', 'domain'] },
    money: { price: 'register' },
    effects: ['money', 'registrar', 'irreversible'],
    args: { domainid: may.id(), domain: may.domain(), idnlanguage: may.text('Language code of an IDN') },
    rules: WHICH,
    slow: true,
    // A registrar may have taken the order, and the money, before the status says so.
    readBack: settledByStatus(domainRecord, { done: ['Active'], not: [] }),
    undo: 'A registration is paid for. Some registrars delete a domain within days: a person can ask there.',
    result: confirmation(),
  },

  whmcs_transfer_domain: {
    title: 'Transfer a domain in',
    about: 'Ask the registrar to transfer an ordered domain in, which costs money. No call stops it.',
    action: 'DomainTransfer',
    names: { domain: ['domainid', 'domain'] },
    money: { price: 'transfer' },
    effects: ['money', 'registrar', 'irreversible', 'mail', 'secret?eppcode'],
    args: {
      domainid: may.id(),
      domain: may.domain(),
      // The page types it as a number; authorisation codes are text.
      eppcode: secret(may.text('Authorisation code; the stored one when left out')),
    },
    rules: WHICH,
    slow: true,
    readBack: settledByStatus(domainRecord, { done: ['Pending Transfer'], not: [] }),
    undo: 'No call stops a transfer. A person can ask the registrar; its owner can refuse it where it comes from.',
    result: confirmation(),
  },

  whmcs_renew_domain: {
    title: 'Renew a domain',
    about:
      'Renew a domain at its registrar, which costs money and adds years each time it is called. Cannot be undone.',
    action: 'DomainRenew',
    names: { domain: ['domainid', 'domain'] },
    money: { price: 'renew', years: 'regperiod' },
    effects: ['money', 'registrar', 'irreversible'],
    args: {
      domainid: may.id(),
      domain: may.domain(),
      regperiod: may.int({ min: 1, max: 10 }, "Years; the domain's own period when left out"),
    },
    rules: WHICH,
    slow: true,
    readBack: renewed,
    undo: 'A renewal is paid for. Some registrars take one back within days: a person can ask there.',
    result: confirmation(),
  },

  whmcs_get_domain_whois: {
    title: 'Read domain contacts',
    about: "The registrant, admin and tech contacts that a domain's registrar holds.",
    action: 'DomainGetWhoisInfo',
    names: { domain: ['domainid'] },
    effects: ['registrar'],
    args: { domainid: need.id() },
    slow: true,
    result: record(),
  },

  whmcs_get_domain_nameservers: {
    title: 'Read name servers',
    about: "A domain's name servers, asked of its registrar.",
    action: 'DomainGetNameservers',
    names: { domain: ['domainid'] },
    effects: ['registrar'],
    args: { domainid: need.id() },
    slow: true,
    result: record(),
  },

  whmcs_update_domain_nameservers: {
    title: 'Set name servers',
    about:
      "Replace a domain's name servers at its registrar: web and mail move with them. Read the old set first; setting it again undoes this.",
    action: 'DomainUpdateNameservers',
    names: { domain: ['domainid', 'domain'] },
    effects: ['registrar'],
    args: SERVERS,
    rules: WHICH,
    slow: true,
    readBack: nameserversSet,
    undo: setBack('whmcs_update_domain_nameservers', nameservers, SERVERS, {
      otherwise:
        "The former name servers were not kept: they are read by domainid only, and not every registrar shows them. A person can find them in the registrar's records.",
    }),
    result: confirmation(),
  },

  whmcs_get_domain_lock_status: {
    title: 'Read the transfer lock',
    about: "Whether a domain's registrar lock is on. Anything but locked or unlocked means unknown.",
    action: 'DomainGetLockingStatus',
    names: { domain: ['domainid'] },
    effects: ['registrar'],
    args: { domainid: need.id() },
    slow: true,
    result: record(),
  },

  whmcs_update_domain_lock_status: {
    title: 'Set the transfer lock',
    about:
      'Switch the registrar lock on or off; an unlocked domain can be moved away. Setting it back undoes it.',
    action: 'DomainUpdateLockingStatus',
    names: { domain: ['domainid'] },
    effects: ['registrar'],
    args: LOCK,
    slow: true,
    readBack: lockSet,
    undo: setBack('whmcs_update_domain_lock_status', lock, LOCK, {
      otherwise:
        'The registrar did not say whether the domain was locked, so nothing was kept; a person can look there.',
    }),
    result: confirmation(),
  },

  whmcs_get_tld_pricing: {
    title: 'List TLD prices',
    about:
      'Prices for registration, transfer and renewal per TLD and years (-1: not offered). Large: use fields.',
    action: 'GetTLDPricing',
    names: { client: ['clientid'] },
    args: { currencyid: may.id(), clientid: may.id("In this client's currency and group") },
    rules: [atMostOne('currencyid', 'clientid')],
    result: whole('pricing', { keyedBy: 'tld' }),
  },
});
