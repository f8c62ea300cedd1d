import { area } from '../../../src/catalog/index.js';
import { addBillableItem } from './add-billable-item.js';
import { addCredit } from './add-credit.js';
import { addTransaction } from './add-transaction.js';
import { capturePayment } from './capture-payment.js';
import { generateInvoices } from './generate-invoices.js';
import * as reads from './reads.js';
import { updateTransaction } from './update-transaction.js';

export const billingDesk = area(
  'billing',
  [
    ...Object.values(reads),
    addCredit,
    addTransaction,
    updateTransaction,
    capturePayment,
    addBillableItem,
    generateInvoices,
  ],
  'desk',
);
