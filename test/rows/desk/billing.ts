import { LANDMARKS, type State } from '../../../src/sandbox/index.js';
import type { Case } from '../case.js';
import { the } from '../stage.js';

/** A payment that nothing was paid back of. */
export const payment = (state: State) =>
  the(
    state.transactions,
    (one) => one.amountIn > 0 && !state.transactions.some(({ refundId }) => refundId === one.id),
  );

/** An open invoice whose client has a card that its bank honours. */
export const onCard = (state: State) =>
  the(
    state.invoices,
    (one) =>
      one.status === 'Unpaid' &&
      state.payMethods.some(
        ({ clientId, gateway, lastFour }) =>
          clientId === one.clientId && gateway === one.gateway && lastFour !== '0002',
      ),
  );

/** A running service that is on no open invoice. */
export const unbilled = (state: State) =>
  the(
    state.services,
    (one) =>
      one.status === 'Active' &&
      !state.invoices.some(
        ({ status, lines }) =>
          (status === 'Unpaid' || status === 'Draft') && lines.some(({ relId }) => relId === one.id),
      ),
  );

export const billingDeskCases: Readonly<Record<string, Case>> = {
  whmcs_add_credit: {
    call: () => ({
      clientid: LANDMARKS.clientWithApostrophe,
      type: 'add',
      amount: '12.50',
      description: 'Downtime of "Mercury" & more',
    }),
    before: false,
    after: true,
    compares: true,
  },
  whmcs_add_transaction: {
    call(state) {
      const { clientId, invoiceId } = payment(state);
      return {
        userid: clientId,
        invoiceid: invoiceId,
        paymentmethod: 'paypal',
        amountout: '1.25',
        transid: 'RF-1.2',
      };
    },
    before: false,
    after: true,
  },
  whmcs_update_transaction: {
    call(state) {
      const { id, clientId } = payment(state);
      return { transactionid: id, userid: clientId, description: 'Offer "A" & B', fees: '-0.5' };
    },
    before: false,
    after: true,
  },
  whmcs_capture_payment: { call: (state) => ({ invoiceid: onCard(state).id }), after: true },
  whmcs_add_billable_item: {
    call: () => ({
      clientid: LANDMARKS.clientWithApostrophe,
      description: 'An hour',
      amount: '60.00',
      unit: 'hours',
      invoiceaction: 'noinvoice',
    }),
    after: undefined,
  },
  whmcs_generate_invoices: {
    call(state) {
      const { id, clientId } = unbilled(state);
      return { clientid: clientId, serviceids: [id] };
    },
    after: true,
    compares: true,
  },
  whmcs_send_quote: {
    call: (state) => ({ quoteid: the(state.quotes, (one) => one.stage === 'Draft').id }),
    before: false,
    after: true,
    compares: true,
  },
  whmcs_update_quote: {
    call(state) {
      const one = the(state.quotes, ({ stage }) => stage === 'Draft');
      return {
        quoteid: one.id,
        subject: 'A "new" offer & more',
        validuntil: '2026-05-04',
        customernotes: 'Thanks & "regards"',
        lineitems: [
          {
            id: the(one.lines).id,
            desc: 'Design <new>',
            qty: 9,
            up: '80.00',
            discount: '2.5',
            taxable: true,
          },
          { desc: 'An hour more', up: '75.00' },
        ],
      };
    },
    before: false,
    after: true,
  },
};
