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
} from '../src/catalog/index.js';

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
    args: { domainid: may.id(), domain: may.domain(), nameservers: need.nameservers('2 to 5, all of them') },
    rules: WHICH,
    slow: true,
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
    // Optional in WHMCS, where leaving it out most likely unlocks.
    args: { domainid: need.id(), lockstatus: need.flag('true locks') },
    slow: true,
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
