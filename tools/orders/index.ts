import { area } from '../../src/catalog/index.js';
import { acceptOrder } from './accept.js';
import { cancelOrder } from './cancel.js';
import { deleteOrder } from './delete.js';
import { markFraud } from './fraud.js';
import { resetOrder } from './pending.js';
import * as reads from './reads.js';

export const orders = area('orders', [
  ...Object.values(reads),
  acceptOrder,
  cancelOrder,
  deleteOrder,
  markFraud,
  resetOrder,
]);
