import { LANDMARKS, type State } from '../../../src/sandbox/index.js';
import type { Case } from '../case.js';
import { the } from '../stage.js';

/** An active service on a server, whose product has a larger one. */
const small = (state: State) =>
  the(
    state.services,
    (one) => one.status === 'Active' && one.productId === 1 && one.billingCycle === 'Monthly',
  );

/** One that nobody wants to end yet. */
const staying = (state: State) =>
  the(
    state.services,
    (one) => one.status === 'Active' && !state.cancelRequests.some(({ serviceId }) => serviceId === one.id),
  );

export const servicesDeskCases: Readonly<Record<string, Case>> = {
  whmcs_update_client_product: {
    call: (state) => ({
      serviceid: small(state).id,
      nextduedate: '2026-05-20',
      recurringamount: '4.5',
      pid: 2,
      paymentmethod: 'paypal',
      status: 'Suspended',
      suspendreason: 'Asked & "answered"',
      notes: 'It\'s <b>"done"</b>',
      overideautosuspend: true,
      ns1: 'ns1.example.net',
      disklimit: 500,
      customfields: { 1: 'not-real' },
    }),
    before: false,
    after: true,
  },
  whmcs_upgrade_product: {
    call: (state) => ({
      serviceid: small(state).id,
      type: 'product',
      newproductid: 2,
      paymentmethod: 'banktransfer',
    }),
    before: false,
    after: true,
    compares: true,
  },
  whmcs_module_change_package: {
    call: (state) => ({ serviceid: small(state).id }),
    after: undefined,
  },
  whmcs_add_cancel_request: {
    call: (state) => ({
      serviceid: staying(state).id,
      type: 'End of Billing Period',
      cancelreason: 'It\'s "over" & done',
    }),
    before: false,
    after: true,
  },
  whmcs_add_order: {
    call: () => ({
      clientid: LANDMARKS.clientWithApostrophe,
      paymentmethod: 'paypal',
      items: [
        { pid: 1, billingcycle: 'monthly', domain: 'NEW-site.example', domaintype: 'register' },
        { pid: 5, qty: 2, hostname: 'vps.new-site.example' },
        { domain: 'other-site.test', domaintype: 'transfer' },
      ],
    }),
    before: false,
    after: true,
  },
  whmcs_order_fraud_check: {
    call(state) {
      const order = the(state.orders, ({ id }) => id === LANDMARKS.pendingOrder);
      order.fraudOutput = '';
      return { orderid: order.id };
    },
    before: false,
    after: true,
    compares: true,
  },
};
