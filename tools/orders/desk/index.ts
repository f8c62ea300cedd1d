import { area } from '../../../src/catalog/index.js';
import { addOrder } from './add.js';
import { checkFraud } from './fraud-check.js';
import * as reads from './reads.js';

export const ordersDesk = area('orders', [...Object.values(reads), addOrder, checkFraud], 'desk');
