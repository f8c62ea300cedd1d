import { confirmation, NAMED, need, write } from '../../src/catalog/index.js';
import { isNow, MAIL_STAYS, where } from '../../src/prose/index.js';
import { counter, serviceQueue, serviceRecord, settledByStatus } from '../../src/records/index.js';
import { serviceSubject } from './service-subject.js';

export const createAccount = write('whmcs_module_create', {
  title: 'Provision a service',
  about:
    'Create the account of a service on its server; a repetition may create a second one. Undone by whmcs_module_terminate.',
  action: 'ModuleCreate',
  whose: NAMED,
  names: { service: ['serviceid'] },
  effects: ['provisioning', 'mail'],
  args: { serviceid: need.id() },
  slow: true,
  result: confirmation(),
  done: isNow('Service', 'serviceid', 'is set up on its server'),
  errors: {
    nothingBegun: ['Service ID is required', 'Service ID not found', 'Service not assigned to a module'],
    leftOpen: ['Server response message'],
    passesOn: 'the server module',
  },

  // Its server may have the account and the service still be Pending: then nothing is told.
  readBack: settledByStatus(serviceRecord, { done: ['Active'], not: [], repeats: true, also: serviceQueue }),

  undo: counter(
    'whmcs_module_terminate',
    'serviceid',
    'It deletes the account with whatever was put there since; the welcome mail is not called back.',
  ),

  async preview(scene) {
    const { named, there, status, person, facts, ...rest } = await serviceSubject(scene);
    return {
      title: `Set up ${named} on its server`,
      sentences: [
        ...rest.sentences,
        `An account is created ${there} now, and the service becomes Active.`,
        where(
          status === 'Active' || status === 'Suspended',
          'It seems to have an account already: the server may refuse, or make a second one.',
        ),
        `A welcome mail may go to ${person.mail}.`,
      ],
      irreversible: [
        'whmcs_module_terminate removes the account again, with whatever was put there since.',
        MAIL_STAYS,
      ],
      details: rest.details,
      snapshot: { ...facts, 'mail.to': person.client?.email },
    };
  },

  sample: { least: { serviceid: 1 } },
});
