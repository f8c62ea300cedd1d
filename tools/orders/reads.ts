import { may, paged, read, rowsNaming } from '../../src/catalog/index.js';

export const getOrders = read('whmcs_get_orders', {
  title: 'List orders',
  about: 'Orders with items, amount and fraud check. Wide: use fields.',
  action: 'GetOrders',
  whose: rowsNaming('userid'),
  names: { order: ['id'], client: ['userid'] },
  args: {
    id: may.id('Order id, not the order number'),
    userid: may.id('Client id'),
    requestor_id: may.id('Login user who ordered'),
    status: may.text('Pending, Active, Fraud, Cancelled or an own status'),
  },
  result: paged('orders.order', { each: { lineitems: 'lineitem' } }),
  sample: {
    least: {},
    most: {
      id: 1042,
      userid: 1,
      requestor_id: 1,
      status: 'Pending',
      limitstart: 0,
      limitnum: 5,
      fields: ['id'],
    },
  },
});
