import { listAt, type Precheck, type ReadAction } from '../../src/catalog/index.js';

/** An argument must name one of those that a list of WHMCS shows by their system name. */
export const knownIn = (argument: string, action: ReadAction, list: string, what: string): Precheck => ({
  action,
  when: (args) => args[argument] !== undefined,
  params: () => ({}),
  refuse(reply, args) {
    const known = listAt(reply, list).map(({ module }) => String(module));
    if (known.includes(String(args[argument]))) return undefined;
    return {
      code: 'invalid_arguments',
      message: `${argument}: this WHMCS has no ${what} of that name; it has ${known.join(', ') || 'none'}. Nothing was sent.`,
    };
  },
});

/**
 * WHMCS stores any text as a payment method, and a name that no gateway has leaves the invoice unpayable
 * without an error; so the name is looked up first.
 */
export const knownGateway = (argument: string): Precheck =>
  knownIn(argument, 'GetPaymentMethods', 'paymentmethods.paymentmethod', 'payment method');
