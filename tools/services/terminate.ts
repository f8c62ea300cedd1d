import { confirmation, NAMED, need, write } from '../../src/catalog/index.js';
import { isNow, oneLine, quoted, where, word } from '../../src/prose/index.js';
import {
  againstSuspension,
  openInvoices,
  serviceQueue,
  serviceRecord,
  settledByStatus,
  sparedSentence,
} from '../../src/records/index.js';
import { serviceSubject } from './service-subject.js';

export const terminateService = write('whmcs_module_terminate', {
  title: 'Terminate a service',
  about:
    'Delete the account of a service and all its data on the server. Cannot be undone; whmcs_module_suspend can.',
  action: 'ModuleTerminate',
  whose: NAMED,
  names: { service: ['serviceid'] },
  effects: ['provisioning', 'irreversible'],
  args: { serviceid: need.id() },
  slow: true,
  conflicts: againstSuspension,
  result: confirmation(),
  done: isNow('Service', 'serviceid', 'is Terminated'),
  errors: {
    nothingBegun: ['Service ID is required', 'Service ID not found', 'Service not assigned to a module'],
    leftOpen: ['Server response message'],
    passesOn: 'the server module',
  },

  // Its server may have deleted the account and the service still be Active: then nothing is told.
  readBack: settledByStatus(serviceRecord, { done: ['Terminated'], not: [], also: serviceQueue }),

  undo: "The account and its data are gone. A person can restore it from the server's own backup.",

  async preview(scene) {
    const { named, there, status, service, person, facts, ...rest } = await serviceSubject(scene);
    const open = person.client && openInvoices(person.client);
    const domain = oneLine(service?.fields.domain);
    const spared = service && sparedSentence(service.fields, scene.now);
    return {
      title: `Delete the account and all data of ${named}`,
      sentences: [
        ...rest.sentences,
        spared,
        `The account${domain === '' ? '' : ` of ${quoted(domain)}`} and everything stored in it ${there} are deleted now. The service becomes Terminated.`,
        where(
          open !== undefined && !open.startsWith('no '),
          `The client has ${open}; which of them are for this service does not show here.`,
        ),
        where(
          status !== undefined && status !== 'Active' && status !== 'Suspended',
          `It is ${word(status)}: there may be no account to delete.`,
        ),
      ],
      gentler:
        status === 'Suspended'
          ? 'Leave it suspended: the site stays dark, and the data stays.'
          : 'Suspend it with whmcs_module_suspend: the site goes dark, the data stays, and it can be brought back.',
      details: rest.details,
      snapshot: facts,
    };
  },

  sample: { least: { serviceid: 1 } },
});
