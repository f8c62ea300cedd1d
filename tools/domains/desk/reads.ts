import { CATALOGUE, need, read, record, whole } from '../../../src/catalog/index.js';

export const checkDomain = read('whmcs_check_domain', {
  title: 'Check whether a domain is free',
  about:
    'Whether a name can be registered, asked of WHOIS: status is available or unavailable. Anything else means unknown, never free.',
  action: 'DomainWhois',
  // What anybody can ask a WHOIS server.
  whose: CATALOGUE,
  args: { domain: need.domain() },
  slow: true,
  result: record(),
  sample: { least: { domain: 'new-name.example' } },
});

export const getRegistrars = read('whmcs_get_registrars', {
  title: 'List registrars',
  about: 'Registrars that are set up in WHMCS; other tools take the system name in module.',
  action: 'GetRegistrars',
  whose: CATALOGUE,
  args: {},
  result: whole('registrars'),
  sample: { least: {}, most: { limitstart: 0, limitnum: 5, fields: ['module'] } },
});
