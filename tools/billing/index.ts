import { area } from '../../src/catalog/index.js';
import { addPayment } from './add-payment.js';
import { applyCredit } from './apply-credit.js';
import { createInvoice } from './create-invoice.js';
import { getInvoice, getInvoices, getTransactions } from './reads.js';
import { updateInvoice } from './update-invoice.js';

export const billing = area('billing', [
  getInvoices,
  getInvoice,
  createInvoice,
  updateInvoice,
  addPayment,
  applyCredit,
  getTransactions,
]);
