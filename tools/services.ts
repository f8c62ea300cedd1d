import { area, atMostOne, confirmation, may, need, secret, whole } from '../src/catalog/index.js';

export const services = area('services', {
  whmcs_get_servers: {
    title: 'List servers',
    about: 'Servers with module, address and load. fetchStatus asks each of them and is slow.',
    action: 'GetServers',
    args: {
      serviceId: may.id("Only servers for this service's module"),
      addonId: may.id("Only servers for this addon's module"),
      fetchStatus: may.flag(),
    },
    rules: [atMostOne('serviceId', 'addonId')],
    slow: true,
    result: whole('servers'),
  },

  whmcs_module_create: {
    title: 'Provision a service',
    about:
      'Create the account of a service on its server; a repetition may create a second one. Undone by whmcs_module_terminate.',
    action: 'ModuleCreate',
    names: { service: ['serviceid'] },
    effects: ['provisioning', 'mail'],
    args: { serviceid: need.id() },
    slow: true,
    result: confirmation(),
  },

  whmcs_module_suspend: {
    title: 'Suspend a service',
    about:
      'Suspend a service on its server: the site goes dark. May mail the client. Undone by whmcs_module_unsuspend.',
    action: 'ModuleSuspend',
    names: { service: ['serviceid'] },
    effects: ['provisioning', 'mail'],
    args: { serviceid: need.id(), suspendreason: may.text('Shown to the client') },
    slow: true,
    result: confirmation(),
  },

  whmcs_module_unsuspend: {
    title: 'Unsuspend a service',
    about:
      'Bring a suspended service back on its server. May mail the client. Undone by whmcs_module_suspend.',
    action: 'ModuleUnsuspend',
    names: { service: ['serviceid'] },
    effects: ['provisioning', 'mail'],
    args: { serviceid: need.id() },
    slow: true,
    result: confirmation(),
  },

  whmcs_module_terminate: {
    title: 'Terminate a service',
    about:
      'Delete the account of a service and all its data on the server. Cannot be undone; whmcs_module_suspend can.',
    action: 'ModuleTerminate',
    names: { service: ['serviceid'] },
    effects: ['provisioning', 'irreversible'],
    args: { serviceid: need.id() },
    slow: true,
    result: confirmation(),
  },

  whmcs_module_change_password: {
    title: 'Change a service password',
    about: 'Set the password of a service on its server. The old one is lost.',
    action: 'ModuleChangePw',
    names: { service: ['serviceid'] },
    effects: ['provisioning', 'secret', 'irreversible'],
    args: {
      serviceid: need.id(),
      servicepassword: secret(may.text('The one stored in WHMCS when left out')),
    },
    slow: true,
    result: confirmation(),
  },
});
