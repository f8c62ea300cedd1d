import { type Body, listAt, type Precheck } from '../../src/catalog/index.js';

/**
 * WHMCS stores any text as a payment method, and a name that no gateway has leaves the invoice unpayable
 * without an error; so the name is looked up first.
 */
export function knownGateway(argument: string): Precheck {
  return {
    action: 'GetPaymentMethods',
    when: (args) => args[argument] !== undefined,
    params: () => ({}),
    refuse(reply: Body, args) {
      const known = listAt(reply, 'paymentmethods.paymentmethod').map((method) => String(method.module));
      if (known.includes(String(args[argument]))) return undefined;
      return {
        code: 'invalid_arguments',
        message: `${argument}: this WHMCS has no payment method of that name; it has ${known.join(', ') || 'none'}. Nothing was sent.`,
      };
    },
  };
}
