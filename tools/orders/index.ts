import { area, confirmation, may, need, paged, secret, type Values } from '../../src/catalog/index.js';
import { counter, goneFromList, statusOf, unfraud, unpend } from '../../src/records/index.js';

// The gateway ends the subscription first: that may be done, and the order still stand as it was.
const endsSubscription = (args: Values) => args.cancelsub === true;

export const orders = area('orders', {
  whmcs_get_orders: {
    title: 'List orders',
    about: 'List orders with their items, amount and fraud check.',
    action: 'GetOrders',
    names: { order: ['id'], client: ['userid'] },
    args: {
      id: may.id('Order id, not the order number'),
      userid: may.id('Client id'),
      requestor_id: may.id('Login user who ordered'),
      status: may.text('Pending, Active, Fraud, Cancelled or an own status'),
    },
    result: paged('orders.order', { each: { lineitems: 'lineitem' } }),
  },

  whmcs_accept_order: {
    title: 'Accept an order',
    about:
      'Accept a pending order. autosetup provisions on the server, sendregistrar registers or transfers its domains (costs money), sendemail mails the client: each happens only where true. Cannot be undone.',
    action: 'AcceptOrder',
    names: { order: ['orderid'] },
    money: { field: 'order.amount' },
    effects: [
      'irreversible',
      'provisioning?autosetup',
      'registrar?sendregistrar',
      'money?sendregistrar',
      'mail?sendemail',
      'secret?servicepassword',
    ],
    args: {
      orderid: need.id(),
      serverid: may.id(),
      serviceusername: may.text(),
      servicepassword: secret(may.text()),
      registrar: may.text('System name'),
      // Left out, each of the three follows the product's own setting, so each always travels.
      sendregistrar: may.alwaysFlag(),
      autosetup: may.alwaysFlag(),
      sendemail: may.alwaysFlag(),
    },
    slow: true,
    readBack: statusOf('order', {
      done: ['Active'],
      not: ['Pending', 'Cancelled', 'Fraud'],
      // Servers and registrars come first: they may be done, and the order still be Pending.
      unsure: (args) => args.autosetup === true || args.sendregistrar === true,
    }),
    undo: 'No call takes an acceptance back: whmcs_pending_order resets statuses alone. What was set up, registered or mailed stays; a person can terminate the services, and ask the registrar about the domains.',
    result: confirmation(),
  },

  whmcs_cancel_order: {
    title: 'Cancel an order',
    about:
      'Cancel a pending order with its items; cancelsub also ends the subscription at the gateway for good. whmcs_pending_order resets statuses only.',
    action: 'CancelOrder',
    names: { order: ['orderid'] },
    effects: ['irreversible?cancelsub', 'mail?!noemail'],
    args: {
      orderid: need.id(),
      cancelsub: may.alwaysFlag(),
      noemail: may.alwaysFlag(),
    },
    slow: true,
    readBack: statusOf('order', {
      done: ['Cancelled'],
      not: ['Pending', 'Active', 'Fraud'],
      unsure: endsSubscription,
    }),
    undo: counter(
      'whmcs_pending_order',
      'orderid',
      'An ended subscription, the invoice that was taken back with the order, and mails stay as they are.',
    ),
    result: confirmation(),
  },

  whmcs_delete_order: {
    title: 'Delete an order',
    about: 'Delete a cancelled or fraud order with its items. Cannot be undone.',
    action: 'DeleteOrder',
    names: { order: ['orderid'] },
    effects: ['irreversible'],
    args: { orderid: need.id() },
    readBack: goneFromList('order'),
    undo: 'A deleted order does not come back. A person can restore it from a backup, or enter it anew.',
    result: confirmation(),
  },

  whmcs_fraud_order: {
    title: 'Mark an order as fraud',
    about:
      'Mark an order, with its services and domains, as fraud; cancelsub ends the PayPal subscription for good. whmcs_pending_order resets statuses only.',
    action: 'FraudOrder',
    names: { order: ['orderid'] },
    effects: ['irreversible?cancelsub'],
    args: { orderid: need.id(), cancelsub: may.alwaysFlag() },
    slow: true,
    readBack: statusOf('order', {
      done: ['Fraud'],
      not: ['Pending', 'Active', 'Cancelled'],
      unsure: endsSubscription,
    }),
    undo: unfraud,
    result: confirmation(),
  },

  whmcs_pending_order: {
    title: 'Set an order back to pending',
    about:
      'Set an order and all its items to Pending, running services and domains too. Touches no server or registrar.',
    action: 'PendingOrder',
    names: { order: ['orderid'] },
    args: { orderid: need.id() },
    readBack: statusOf('order', { done: ['Pending'], not: ['Active', 'Cancelled', 'Fraud'] }),
    undo: unpend,
    result: confirmation(),
  },
});
