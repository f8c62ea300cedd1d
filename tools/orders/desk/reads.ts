import { BUSINESS, read, whole } from '../../../src/catalog/index.js';

export const getOrderStatuses = read('whmcs_get_order_statuses', {
  title: 'List order statuses',
  about: 'The statuses of orders, those of staff too, with how many orders are in each.',
  action: 'GetOrderStatuses',
  whose: BUSINESS,
  args: {},
  result: whole('statuses.status'),
  sample: { least: {}, most: { limitstart: 0, limitnum: 5, fields: ['title'] } },
});
