import {
  AREAS,
  atMostOne,
  CATALOGUE,
  may,
  NAMED,
  need,
  read,
  record,
  whole,
} from '../../src/catalog/index.js';

export const getDomainWhois = read('whmcs_get_domain_whois', {
  title: 'Read domain contacts',
  about: "The registrant, admin and tech contacts that a domain's registrar holds.",
  action: 'DomainGetWhoisInfo',
  whose: NAMED,
  names: { domain: ['domainid'] },
  effects: ['registrar'],
  args: { domainid: need.id() },
  slow: true,
  result: record(),
  sample: { least: { domainid: 1 } },
});

export const getDomainNameservers = read('whmcs_get_domain_nameservers', {
  title: 'Read name servers',
  about: "A domain's name servers, asked of its registrar.",
  action: 'DomainGetNameservers',
  whose: NAMED,
  names: { domain: ['domainid'] },
  effects: ['registrar'],
  args: { domainid: need.id() },
  slow: true,
  result: record(),
  sample: { least: { domainid: 1 } },
});

export const getDomainLockStatus = read('whmcs_get_domain_lock_status', {
  title: 'Read the transfer lock',
  about: "Whether a domain's registrar lock is on. Anything but locked or unlocked means unknown.",
  action: 'DomainGetLockingStatus',
  whose: NAMED,
  names: { domain: ['domainid'] },
  effects: ['registrar'],
  args: { domainid: need.id() },
  slow: true,
  result: record(),
  sample: { least: { domainid: 1 } },
});

export const getTldPricing = read('whmcs_get_tld_pricing', {
  title: 'List TLD prices',
  about:
    'Prices for registration, transfer and renewal per TLD and years (-1: not offered). Large: give tld, or fields.',
  action: 'GetTLDPricing',
  whose: CATALOGUE,
  // Those for a client follow its currency and group.
  rarelyChanges: { unchangedBy: AREAS.filter((toolset) => toolset !== 'clients') },
  names: { client: ['clientid'] },
  args: {
    tld: may.tld('Only this one, such as "com" or "co.uk"'),
    currencyid: may.id(),
    clientid: may.id("In this client's currency and group"),
  },
  rules: [atMostOne('currencyid', 'clientid')],
  result: whole('pricing', { keyedBy: 'tld', only: 'tld' }),
  sample: {
    least: {},
    most: { tld: 'com', clientid: 1, limitstart: 0, limitnum: 5, fields: ['tld'] },
    more: [{ currencyid: 1 }],
  },
});
