import { confirmation, idOf, listAt, NAMED, need, write } from '../../src/catalog/index.js';
import { isNow } from '../../src/prose/index.js';
import { clientFacts, personOf, untold } from '../../src/records/index.js';

export const activateAffiliate = write('whmcs_activate_affiliate', {
  title: 'Make a client an affiliate',
  about: 'Activate affiliate status for a client. No call undoes it.',
  action: 'AffiliateActivate',
  whose: NAMED,
  names: { client: ['userid'] },
  effects: ['irreversible'],
  args: { userid: need.id('Client id') },
  // The action confirms and says no more; the id that the caller needs next is read back.
  after: [
    {
      action: 'GetAffiliates',
      params: (args) => ({ userid: Number(args.userid), limitnum: 1 }),
      as: 'affiliateid',
      pick: (reply) => listAt(reply, 'affiliates.affiliate')[0]?.id ?? null,
    },
  ],
  result: confirmation(),
  done: isNow('Client', 'userid', 'is an affiliate'),
  errors: {
    nothingBegun: ['Client ID not found'],
  },

  readBack: {
    action: 'GetAffiliates',
    params: (args) => ({ userid: Number(args.userid), limitnum: 100 }),
    tells(reply, args) {
      const rows = listAt(reply, 'affiliates.affiliate');
      const found = rows.find((row) => Number(row.clientid) === args.userid);
      if (found !== undefined)
        return { done: true, says: `client ${args.userid} is affiliate ${idOf(found.id) ?? ''}`.trim() };
      // Others in the reply mean that the filter was ignored, and that the one may be among what was left off.
      return rows.length === 0 && Number(reply.totalresults) === 0
        ? { done: false, says: `client ${args.userid} is no affiliate` }
        : untold(`WHMCS did not look for client ${args.userid} alone`);
    },
  },

  undo: 'No call ends it. A person can delete the affiliate in WHMCS (Clients > Manage Affiliates).',

  async preview(scene) {
    const person = await personOf(scene, Number(scene.values.userid));
    const is = person.client?.stats.isAffiliate;
    return {
      title: `Make ${person.label} an affiliate`,
      sentences: [
        person.whose,
        is === true
          ? 'It is an affiliate already: nothing changes.'
          : 'It can refer customers from then on, and earns commission by the settings of this WHMCS.',
      ],
      snapshot: { ...clientFacts(person), 'client.affiliate': is },
    };
  },

  sample: { least: { userid: 1 } },
});
