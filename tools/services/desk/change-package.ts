import { confirmation, NAMED, need, write } from '../../../src/catalog/index.js';
import { isNow, where, word } from '../../../src/prose/index.js';
import {
  readOf,
  rowOf,
  serviceQueue,
  serviceRecord,
  statusText,
  untold,
} from '../../../src/records/index.js';
import { serviceSubject } from '../service-subject.js';

export const changePackage = write('whmcs_module_change_package', {
  title: "Send a service's product to its server",
  about:
    'Set the account of a service on its server to the product and options that WHMCS has for it, such as after whmcs_update_client_product. May be made again.',
  action: 'ModuleChangePackage',
  whose: NAMED,
  names: { service: ['serviceid'] },
  effects: ['provisioning'],
  args: { serviceid: need.id() },
  slow: true,
  sets: () => 'package on the server',
  result: confirmation(),
  done: isNow('Service', 'serviceid', 'has its product on its server'),
  errors: {
    nothingBegun: ['Service ID is required', 'Service ID not found', 'Service not assigned to a module'],
    leftOpen: ['Server response message'],
    passesOn: 'the server module',
  },

  // WHMCS keeps nothing of which package a server has.
  readBack: {
    ...readOf(serviceRecord),
    also: serviceQueue,
    tells(reply, args) {
      const row = rowOf(serviceRecord, reply, args);
      return row === undefined
        ? untold('WHMCS shows no such service')
        : untold(`service ${args.serviceid} is ${statusText(row.status)}, which does not tell`);
    },
  },

  undo: 'WHMCS does not keep which package the server had: whmcs_update_client_product can give the service its old product, and the same call then sends that one. What a smaller package cut off, only a person can look at on the server.',

  async preview(scene) {
    const { named, there, status, facts, service, ...rest } = await serviceSubject(scene);
    return {
      title: `Send the product of ${named} to its server`,
      sentences: [
        ...rest.sentences,
        `The account ${there} gets the package and the limits of the product that the service has in WHMCS now. Where they are smaller than what is in use, the server may refuse, or switch something off.`,
        where(
          status !== undefined && status !== 'Active',
          `It is ${word(status)}: the server may have no account for it.`,
        ),
      ],
      details: rest.details,
      snapshot: { ...facts, 'service.pid': service?.fields.pid },
    };
  },

  sample: { least: { serviceid: 101 } },
});
