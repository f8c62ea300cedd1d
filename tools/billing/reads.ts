import { may, need, paged, read, record, rowsNaming, THE_RECORD, whole } from '../../src/catalog/index.js';

const STORED = [
  'Draft',
  'Unpaid',
  'Paid',
  'Cancelled',
  'Refunded',
  'Collections',
  'Payment Pending',
] as const;

const PAGE = { limitstart: 0, limitnum: 5, fields: ['id'] };

export const getInvoices = read('whmcs_get_invoices', {
  title: 'List invoices',
  about: 'List invoices; Overdue is computed from the due date. Wide: use fields.',
  action: 'GetInvoices',
  whose: rowsNaming('userid', { invoicenumber: 'invoicenum' }),
  names: { client: ['userid'] },
  args: {
    userid: may.id('Client id'),
    status: may.choice([...STORED, 'Overdue']),
    orderby: may.choice(['id', 'invoicenumber', 'date', 'duedate', 'total', 'status']),
    order: may.choice(['asc', 'desc']),
  },
  result: paged('invoices.invoice'),
  sample: {
    least: {},
    most: { userid: 1, status: 'Overdue', orderby: 'duedate', order: 'desc', ...PAGE },
  },
});

export const getInvoice = read('whmcs_get_invoice', {
  title: 'Read an invoice',
  about:
    'One invoice with its lines, transactions and balance. On WHMCS 9 credit and debit notes are not shown.',
  action: 'GetInvoice',
  whose: THE_RECORD,
  names: { invoice: ['invoiceid'] },
  args: { invoiceid: need.id() },
  result: record({ pages: 'items', each: { items: 'item', transactions: 'transaction' } }),
  sample: { least: { invoiceid: 1 } },
});

export const getTransactions = read('whmcs_get_transactions', {
  title: 'List transactions',
  about: 'Payments and refunds of an invoice or client, or by transaction id.',
  action: 'GetTransactions',
  whose: rowsNaming('userid'),
  names: { client: ['clientid'], invoice: ['invoiceid'] },
  args: { invoiceid: may.id(), clientid: may.id(), transid: may.text() },
  result: whole('transactions.transaction'),
  sample: { least: {}, most: { invoiceid: 1, clientid: 1, transid: 'T-1', ...PAGE } },
});
