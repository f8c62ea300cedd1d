import { NAMED, need, read, whole } from '../../../src/catalog/index.js';

export const getCredits = read('whmcs_get_credits', {
  title: "List a client's credit",
  about: 'What was added to the credit of a client and taken from it, with day, amount and reason.',
  action: 'GetCredits',
  whose: NAMED,
  names: { client: ['clientid'] },
  args: { clientid: need.id() },
  result: whole('credits.credit'),
  sample: {
    least: { clientid: 1 },
    most: { clientid: 1, limitstart: 0, limitnum: 5, fields: ['id'] },
  },
});
