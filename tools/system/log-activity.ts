import {
  confirmation,
  idOf,
  listAt,
  may,
  NAMED,
  need,
  sameText,
  timingOf,
  write,
} from '../../src/catalog/index.js';
import { quoted, TEXT_SHOWN } from '../../src/prose/index.js';
import { allSent, clientFacts, madeRecord, personOf } from '../../src/records/index.js';
import { entries } from './activity-entries.js';

export const logActivity = write('whmcs_log_activity', {
  title: 'Write to the activity log',
  about: 'Add an entry to the activity log. Cannot be undone.',
  action: 'LogActivity',
  whose: NAMED,
  names: { client: ['clientid'] },
  // The log is what people rely on to see who did what.
  effects: ['impersonation', 'irreversible'],
  args: { description: need.body(), clientid: may.id() },
  result: confirmation(),
  done: () => 'The entry is in the activity log.',
  errors: {
    nothingBegun: [],
  },

  // Whatever an installation logs beside it says nothing about the entry.
  readBack: madeRecord({
    what: 'the entry',
    action: 'GetActivityLog',
    params: (args) => ({
      ...(args.clientid === undefined ? {} : { clientid: Number(args.clientid) }),
      limitnum: 100,
    }),
    rows: (reply) => listAt(reply, entries),
    same: (row, args) =>
      sameText(row.description, args.description) && Number(row.clientId ?? 0) === (args.clientid ?? 0),
    made: (row) => row.date,
    where: (row) => `entry ${idOf(row.id) ?? ''} of the activity log`,
    // Newest first: an older one at the end shows that none was left off.
    whole(reply, _args, at) {
      const last = listAt(reply, entries).at(-1);
      const isOlder = last !== undefined && at.unsure !== true && timingOf(last.date, at) !== 'then';
      return allSent(reply, entries) || isOlder;
    },
    keptAsSent: true,
  }),

  undo: 'Entries of the activity log stay. A person can add one that corrects it.',

  async preview(scene) {
    const { description, clientid } = scene.values;
    const person = await personOf(scene, clientid === undefined ? undefined : Number(clientid));
    return {
      title: `Write to the activity log${person.label === '' ? '' : ` of ${person.label}`}`,
      sentences: [
        person.whose,
        `The activity log gets an entry${person.label === '' ? '' : ` about ${person.label}`}, under the name of the API's administrator.`,
        `Text: ${quoted(description, TEXT_SHOWN)}`,
      ],
      snapshot: clientFacts(person),
    };
  },

  sample: { least: { description: 'Checked by hand' }, most: { description: 'Checked', clientid: 1 } },
});
