import { confirmation, NAMED, need, write } from '../../src/catalog/index.js';
import { isNow, MAIL_STAYS, oneLine, quoted, where, word } from '../../src/prose/index.js';
import { openInvoices, serviceQueue, serviceRecord, settledByStatus } from '../../src/records/index.js';
import { serviceSubject } from './service-subject.js';
import { keepSuspension, suspendAsBefore } from './suspension.js';

export const unsuspendService = write('whmcs_module_unsuspend', {
  title: 'Unsuspend a service',
  about: 'Bring a suspended service back on its server. May mail the client. Undone by whmcs_module_suspend.',
  action: 'ModuleUnsuspend',
  whose: NAMED,
  names: { service: ['serviceid'] },
  effects: ['provisioning', 'mail'],
  args: { serviceid: need.id() },
  slow: true,
  sets: () => 'suspension',
  result: confirmation(),
  done: isNow('Service', 'serviceid', 'is Active'),
  errors: {
    nothingBegun: ['Service ID is required', 'Service ID not found', 'Service not assigned to a module'],
    leftOpen: ['Server response message'],
    passesOn: 'the server module',
  },

  readBack: settledByStatus(serviceRecord, { done: ['Active'], not: ['Suspended'], also: serviceQueue }),

  undo: {
    leaves: 'The mail about the service coming back is not called back.',
    before: keepSuspension,
    call: (args, kept) =>
      kept.status === undefined || kept.status === 'Suspended'
        ? suspendAsBefore(args, kept)
        : `The service was ${kept.status} before, not suspended; there is nothing to set back.`,
  },

  async preview(scene) {
    const { named, there, status, service, person, facts, ...rest } = await serviceSubject(scene);
    const reason = oneLine(service?.fields.suspensionreason);
    const open = person.client && openInvoices(person.client);
    return {
      title: `Bring back ${named}`,
      sentences: [
        ...rest.sentences,
        where(status === 'Suspended' && reason !== '', `It is suspended for ${quoted(reason)}.`),
        where(open !== undefined, `The client has ${open}.`),
        `It is brought back ${there} now and becomes Active.`,
        where(status !== undefined && status !== 'Suspended', `It is not suspended, but ${word(status)}.`),
        `A mail about it may go to ${person.mail}.`,
        'whmcs_module_suspend suspends it again.',
      ],
      irreversible: [MAIL_STAYS],
      details: rest.details,
      snapshot: { ...facts, 'service.suspensionreason': reason, 'mail.to': person.client?.email },
    };
  },

  sample: { least: { serviceid: 1 } },
});
