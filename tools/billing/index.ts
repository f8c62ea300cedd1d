import { area } from '../../src/catalog/index.js';
import { addPayment } from './add-payment.js';
import { applyCredit } from './apply-credit.js';
import { createInvoice } from './create-invoice.js';
import * as reads from './reads.js';
import { updateInvoice } from './update-invoice.js';

export const billing = area('billing', [
  ...Object.values(reads),
  createInvoice,
  updateInvoice,
  addPayment,
  applyCredit,
]);
