import { may, read, rowsNaming, whole } from '../../../src/catalog/index.js';

export const getClientsAddons = read('whmcs_get_clients_addons', {
  title: 'List addons of services',
  about: 'Addons that clients have beside their services, with status, price and due date.',
  action: 'GetClientsAddons',
  whose: rowsNaming('userid'),
  names: { client: ['clientid'], service: ['serviceid'] },
  args: { clientid: may.id(), serviceid: may.id(), addonid: may.id("Id of the shop's addon") },
  result: whole('addons.addon'),
  sample: {
    least: {},
    most: { clientid: 1, serviceid: 1, addonid: 1, limitstart: 0, limitnum: 5, fields: ['id'] },
  },
});
