import { area, confirmation, listAt, may, need, paged } from '../../src/catalog/index.js';
import { affiliated } from '../system/found.js';

export const affiliates = area('affiliates', {
  whmcs_get_affiliates: {
    title: 'List affiliates',
    about: 'Affiliates with visitors, commission and balance.',
    action: 'GetAffiliates',
    names: { client: ['userid'] },
    args: {
      userid: may.id('Client id'),
      visitors: may.int({ min: 0, max: 2_147_483_647 }),
      paytype: may.choice(['percentage', 'fixedamount']),
      payamount: may.money(undefined, { sign: 'zero' }),
      onetime: may.int({ min: 0, max: 1 }),
      balance: may.money(undefined, { sign: 'any' }),
      withdrawn: may.money(undefined, { sign: 'zero' }),
    },
    result: paged('affiliates.affiliate'),
  },

  whmcs_activate_affiliate: {
    title: 'Make a client an affiliate',
    about: 'Activate affiliate status for a client. No call undoes it.',
    action: 'AffiliateActivate',
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
    readBack: affiliated,
    undo: 'No call ends it. A person can delete the affiliate in WHMCS (Clients > Manage Affiliates).',
    result: confirmation(),
  },
});
