import {
  area,
  atMostOne,
  confirmation,
  filledIn,
  may,
  need,
  type ReadBack,
  sameText,
  secret,
  whole,
} from '../../src/catalog/index.js';
import {
  counter,
  readOf,
  resume,
  rowOf,
  serviceRecord,
  settledByStatus,
  suspendAgain,
  untold,
} from '../../src/records/index.js';

/** Only a password that the call itself states can be looked for; what is read is compared here and goes no further. */
const passwordSet: ReadBack = {
  ...readOf(serviceRecord),
  when: (args) => args.servicepassword !== undefined,
  tells(reply, args) {
    const row = rowOf(serviceRecord, reply, args);
    return row !== undefined && sameText(row.password, args.servicepassword)
      ? { done: true, says: `service ${args.serviceid} has the new password` }
      : untold(`service ${args.serviceid} does not show the new password, which does not tell`);
  },
};

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
    // Its server may have the account and the service still be Pending: then nothing is told.
    readBack: settledByStatus(serviceRecord, { done: ['Active'], not: [] }),
    undo: counter(
      'whmcs_module_terminate',
      'serviceid',
      'It deletes the account with whatever was put there since; the welcome mail is not called back.',
    ),
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
    readBack: settledByStatus(serviceRecord, {
      done: ['Suspended'],
      not: ['Active'],
      and: (row, { suspendreason }) =>
        suspendreason === undefined || sameText(row.suspensionreason, suspendreason),
    }),
    undo: resume,
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
    readBack: settledByStatus(serviceRecord, { done: ['Active'], not: ['Suspended'] }),
    undo: suspendAgain,
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
    // Its server may have deleted the account and the service still be Active: then nothing is told.
    readBack: settledByStatus(serviceRecord, { done: ['Terminated'], not: [] }),
    undo: "The account and its data are gone. A person can restore it from the server's own backup.",
    result: confirmation(),
  },

  whmcs_module_change_password: {
    title: 'Change a service password',
    about:
      'Set a new password of a service on its server; the old one is lost. The client finds it in WHMCS or in a mail of WHMCS.',
    action: 'ModuleChangePw',
    names: { service: ['serviceid'] },
    effects: ['provisioning', 'secret', 'irreversible'],
    args: {
      serviceid: need.id(),
      servicepassword: secret(
        filledIn(may.text('Generated and not shown when left out'), (at) => at.password()),
      ),
    },
    slow: true,
    readBack: passwordSet,
    undo: 'The old password is not kept. Setting another one is all that can be done.',
    result: confirmation(),
  },
});
