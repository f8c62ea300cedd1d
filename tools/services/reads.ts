import { atMostOne, BUSINESS, may, read, whole } from '../../src/catalog/index.js';

export const getServers = read('whmcs_get_servers', {
  title: 'List servers',
  about: 'Servers with module, address and load. fetchStatus asks each of them and is slow.',
  action: 'GetServers',
  whose: BUSINESS,
  // A server counts the accounts on it. What it says of itself it is asked for anew.
  rarelyChanges: {
    unchangedBy: ['tickets', 'system', 'affiliates'],
    unless: ({ fetchStatus }) => fetchStatus === true,
  },
  args: {
    serviceId: may.id("Only servers for this service's module"),
    addonId: may.id("Only servers for this addon's module"),
    fetchStatus: may.flag(),
  },
  rules: [atMostOne('serviceId', 'addonId')],
  slow: true,
  result: whole('servers'),
  sample: {
    least: {},
    most: { serviceId: 1, fetchStatus: true, limitstart: 0, limitnum: 5, fields: ['id'] },
    more: [{ addonId: 1 }],
  },
});
