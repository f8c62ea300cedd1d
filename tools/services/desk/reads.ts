import { BUSINESS, goesWith, may, paged, read, rowsNaming, whole } from '../../../src/catalog/index.js';

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

export const getCancelledPackages = read('whmcs_get_cancelled_packages', {
  title: 'List cancellation requests',
  about:
    'Services that are to end, at once or at the end of what is paid, with the reason. relid is the service.',
  action: 'GetCancelledPackages',
  // No row says whose the service is.
  whose: BUSINESS,
  args: {},
  result: paged('packages.package'),
  sample: { least: {}, most: { limitstart: 0, limitnum: 5, fields: ['id'] } },
});

export const getModuleQueue = read('whmcs_get_module_queue', {
  title: 'List what servers refused',
  about:
    'What a server or a registrar refused, with its error: an account that was not made, a suspension that failed. Staff can make each again in WHMCS.',
  action: 'GetModuleQueue',
  whose: BUSINESS,
  args: {
    relatedId: may.id('Id of the service, domain or addon; with serviceType'),
    serviceType: may.choice(['domain', 'service', 'addon'], 'What it is about'),
    moduleName: may.text('System name, such as cpanel'),
    moduleAction: may.text('Such as CreateAccount'),
    since: may.moment('YYYY-MM-DD HH:mm:ss'),
  },
  rules: [goesWith('relatedId', 'serviceType')],
  result: whole('queue'),
  sample: {
    least: {},
    most: {
      relatedId: 117,
      serviceType: 'service',
      moduleName: 'cpanel',
      moduleAction: 'CreateAccount',
      since: '2026-01-01 00:00:00',
      limitstart: 0,
      limitnum: 5,
      fields: ['id'],
    },
  },
});
