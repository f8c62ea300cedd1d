import {
  confirmation,
  filledIn,
  may,
  NAMED,
  need,
  sameText,
  secret,
  write,
} from '../../src/catalog/index.js';
import { isNow } from '../../src/prose/index.js';
import { readOf, rowOf, serviceRecord, untold } from '../../src/records/index.js';
import { serviceSubject } from './service-subject.js';

export const changeServicePassword = write('whmcs_module_change_password', {
  title: 'Change a service password',
  about:
    'Set a new password of a service on its server; the old one is lost. The client finds it in WHMCS or in a mail of WHMCS.',
  action: 'ModuleChangePw',
  whose: NAMED,
  names: { service: ['serviceid'] },
  effects: ['control', 'provisioning', 'irreversible', 'secret'],
  args: {
    serviceid: need.id(),
    servicepassword: secret(
      filledIn(may.text('Generated and not shown when left out'), (at) => at.password()),
    ),
  },
  slow: true,
  result: confirmation(),
  done: isNow('Service', 'serviceid', 'has its new password'),
  errors: {
    nothingBegun: ['Service ID is required', 'Service ID not found', 'Service not assigned to a module'],
    leftOpen: ['Server response message'],
    passesOn: 'the server module',
  },

  // Only a password that the call itself states can be looked for; what is read is compared here and goes no further.
  readBack: {
    ...readOf(serviceRecord),
    when: (args) => args.servicepassword !== undefined,
    tells(reply, args, { toldError }) {
      const row = rowOf(serviceRecord, reply, args);
      const isStored = row !== undefined && sameText(row.password, args.servicepassword);
      // WHMCS may store it before it calls the server.
      if (isStored && toldError === true)
        return untold(`WHMCS has the new password of service ${args.serviceid}, and its server may not`);
      return isStored
        ? { done: true, says: `service ${args.serviceid} has the new password` }
        : untold(`service ${args.serviceid} does not show the new password, which does not tell`);
    },
  },

  undo: 'The old password is not kept. Setting another one is all that can be done.',

  async preview(scene) {
    const { named, there, facts, ...rest } = await serviceSubject(scene);
    const given = scene.values.servicepassword !== undefined;
    return {
      title: `Change the password of ${named}`,
      sentences: [
        ...rest.sentences,
        given
          ? `The password that the call brings is set for its account ${there} now. It is not shown here.`
          : `A new password is made here and set for its account ${there} now. It is shown to nobody here; WHMCS keeps it.`,
        'Whoever uses the old one is locked out: the client, and programs that it is stored in.',
      ],
      details: rest.details,
      snapshot: facts,
    };
  },

  sample: { least: { serviceid: 1 }, most: { serviceid: 1, servicepassword: 'hunter2-hunter2' } },
});
