import { confirmation, may, NAMED, need, sameText, write } from '../../src/catalog/index.js';
import { isNow, MAIL_STAYS, oneLine, quoted } from '../../src/prose/index.js';
import {
  againstSuspension,
  serviceQueue,
  serviceRecord,
  settledByStatus,
  sparedSentence,
} from '../../src/records/index.js';
import { serviceSubject } from './service-subject.js';
import { keepSuspension, suspendAsBefore } from './suspension.js';

export const suspendService = write('whmcs_module_suspend', {
  title: 'Suspend a service',
  about:
    'Suspend a service on its server: the site goes dark. May mail the client. Undone by whmcs_module_unsuspend.',
  action: 'ModuleSuspend',
  whose: NAMED,
  names: { service: ['serviceid'] },
  effects: ['provisioning', 'mail'],
  says: ['suspendreason'],
  args: { serviceid: need.id(), suspendreason: may.text('Shown to the client') },
  slow: true,
  conflicts: againstSuspension,
  sets: () => 'suspension',
  result: confirmation(),
  done: isNow('Service', 'serviceid', 'is Suspended'),
  errors: {
    nothingBegun: ['Service ID is required', 'Service ID not found', 'Service not assigned to a module'],
    leftOpen: ['Server response message'],
    passesOn: 'the server module',
  },

  readBack: settledByStatus(serviceRecord, {
    done: ['Suspended'],
    not: ['Active'],
    also: serviceQueue,
    and: (row, { suspendreason }) =>
      suspendreason === undefined || sameText(row.suspensionreason, suspendreason),
  }),

  // A service that was suspended already stays so: only the reason was replaced.
  undo: {
    leaves: 'The mail about the suspension is not called back.',
    before: keepSuspension,
    call: (args, kept) =>
      kept.status === 'Suspended'
        ? suspendAsBefore(args, kept)
        : { tool: 'whmcs_module_unsuspend', args: { serviceid: args.serviceid } },
  },

  async preview(scene) {
    const { named, there, status, service, person, facts, ...rest } = await serviceSubject(scene);
    const { suspendreason } = scene.values;
    const former = oneLine(service?.fields.suspensionreason);
    const spared = service && sparedSentence(service.fields, scene.now);
    return {
      title: `Suspend ${named}`,
      sentences: [
        ...rest.sentences,
        spared,
        status === 'Suspended'
          ? `It is suspended already${former === '' ? '' : ` for ${quoted(former)}`}; only the reason is replaced.`
          : `It is switched off ${there} now: its site goes dark, its data stays.`,
        suspendreason === undefined
          ? 'No reason is given: WHMCS shows its usual one.'
          : `The client is shown the reason ${quoted(suspendreason, 200)}.`,
        `A mail about it may go to ${person.mail}.`,
        'whmcs_module_unsuspend brings it back.',
      ],
      irreversible: [MAIL_STAYS],
      details: rest.details,
      snapshot: {
        ...facts,
        'service.spared': spared,
        'service.suspensionreason': former,
        'mail.to': person.client?.email,
      },
    };
  },

  sample: { least: { serviceid: 1 }, most: { serviceid: 1, suspendreason: 'Overdue' } },
});
