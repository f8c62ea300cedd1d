import { may, NAMED, named, need, read, whole } from '../../../src/catalog/index.js';
import { PAY_METHODS, toldOf } from './pay-methods.js';

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

export const getPayMethods = read('whmcs_get_pay_methods', {
  title: 'List stored cards and accounts',
  about:
    'Cards and bank accounts stored for a client: kind, last four figures, expiry, gateway. Never what charges them.',
  action: 'GetPayMethods',
  // Whether WHMCS looks for it among those of the client alone is not documented.
  whose: named({ unproven: ['paymethodid'] }),
  names: { client: ['clientid'] },
  args: {
    clientid: need.id(),
    paymethodid: may.id('Only this one'),
    type: may.choice(['BankAccount', 'CreditCard'], 'Only these'),
  },
  result: whole(PAY_METHODS, { fold: toldOf }),
  sample: {
    least: { clientid: 2 },
    most: { clientid: 2, paymethodid: 1, type: 'CreditCard', limitstart: 0, limitnum: 5, fields: ['id'] },
  },
});
