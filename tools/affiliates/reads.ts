import { may, paged, read, rowsNaming } from '../../src/catalog/index.js';

export const getAffiliates = read('whmcs_get_affiliates', {
  title: 'List affiliates',
  about: 'Affiliates with visitors, commission and balance.',
  action: 'GetAffiliates',
  whose: rowsNaming('clientid'),
  names: { client: ['userid'] },
  args: {
    userid: may.id('Client id'),
    visitors: may.int({ min: 0, max: 2_147_483_647 }),
    paytype: may.choice(['percentage', 'fixedamount']),
    payamount: may.money(undefined, { sign: 'zero' }),
    onetime: may.int({ min: 0, max: 1 }, '1: commission once'),
    balance: may.money(undefined, { sign: 'any' }),
    withdrawn: may.money(undefined, { sign: 'zero' }),
  },
  result: paged('affiliates.affiliate'),
  sample: {
    least: {},
    most: {
      userid: 1,
      visitors: 1,
      paytype: 'percentage',
      payamount: '10.00',
      onetime: 0,
      balance: '1.00',
      withdrawn: '0.00',
      limitstart: 0,
      limitnum: 5,
      fields: ['id'],
    },
  },
});
