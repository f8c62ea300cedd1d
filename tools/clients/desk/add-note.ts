import { confirmation, may, NAMED, need, write } from '../../../src/catalog/index.js';
import { isNow, quoted, TEXT_SHOWN } from '../../../src/prose/index.js';
import { clientFacts, clientRecord, personOf, untold } from '../../../src/records/index.js';

export const addClientNote = write('whmcs_add_client_note', {
  title: 'Add a note to a client',
  about:
    'Add a note to a client that only staff see, in the admin area; no call lists or removes it. The notes field of whmcs_update_client can be read and set back.',
  action: 'AddClientNote',
  whose: NAMED,
  names: { client: ['userid'] },
  effects: ['irreversible'],
  args: {
    userid: need.id('Client id'),
    notes: need.body('Text of the note'),
    sticky: may.flag('Stand at the top of all pages of the client'),
  },
  result: confirmation({ makes: 'noteid' }),
  done: isNow('Client', 'userid', 'has the note'),
  errors: { nothingBegun: ['Client ID not found', 'Notes can not be empty'] },

  readBack: {
    action: clientRecord.action,
    when: () => false,
    params: (args) => clientRecord.params('userid', args.userid),
    tells: () => untold('WHMCS does not list the notes of a client'),
  },

  undo: 'No call takes a note back. A person can delete it in WHMCS, in the Notes tab of the client.',

  async preview(scene) {
    const { values } = scene;
    const person = await personOf(scene, Number(values.userid));
    return {
      title: `Add a staff note to ${person.label}`,
      sentences: [
        person.whose,
        `A note is added under the name of the API's administrator, which only staff see${values.sticky === true ? ', at the top of all pages of the client' : ''}. No mail is sent.`,
        `Text: ${quoted(values.notes, TEXT_SHOWN)}`,
      ],
      gentler: 'Write it into the notes field of the client (whmcs_update_client), which can be set back.',
      snapshot: clientFacts(person),
    };
  },

  sample: {
    least: { userid: 1, notes: 'Called.' },
    most: { userid: 1, notes: 'Call before any change.', sticky: true },
  },
});
