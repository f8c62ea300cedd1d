import { BUSINESS, may, read, record } from '../../../src/catalog/index.js';

export const getDetails = read('whmcs_get_details', {
  title: 'Read the version of WHMCS',
  about: 'Which version of WHMCS this is.',
  action: 'WhmcsDetails',
  whose: BUSINESS,
  args: {},
  result: record(),
  sample: { least: {}, most: { fields: ['whmcs'] } },
});

export const getHealthStatus = read('whmcs_get_health_status', {
  title: 'Read the health of WHMCS',
  about: 'What WHMCS finds of itself: checks that passed, warnings and dangers, with what staff can do.',
  action: 'GetHealthStatus',
  whose: BUSINESS,
  args: { fetchStatus: may.flag('Also ask the servers how they are') },
  slow: true,
  result: record(),
  sample: { least: {}, most: { fetchStatus: true } },
});
