import type { Cents } from '../values/money.js';
import type { Person } from './people.js';

export interface Order {
  id: number;
  number: number;
  clientId: number;
  userId: number;
  date: string;
  amount: Cents;
  gateway: string;
  invoiceId: number;
  status: string;
  ip: string;
  promoCode: string;
  promoType: string;
  promoValue: string;
  /** The code that lets a domain be moved here, as the customer typed it. */
  transferSecret: string;
  fraudModule: string;
  fraudOutput: string;
  nameservers: string;
  notes: string;
}

export interface InvoiceLine {
  id: number;
  type: string;
  relId: number;
  description: string;
  amount: Cents;
  taxed: boolean;
}

export interface Invoice {
  id: number;
  number: string;
  clientId: number;
  date: string;
  dueDate: string;
  datePaid: string;
  lastCapture: string;
  dateRefunded: string;
  dateCancelled: string;
  credit: Cents;
  taxRate: string;
  taxRate2: string;
  status: string;
  gateway: string;
  notes: string;
  createdAt: string;
  updatedAt: string;
  lines: InvoiceLine[];
}

export interface Transaction {
  id: number;
  clientId: number;
  currencyId: number;
  gateway: string;
  date: string;
  description: string;
  amountIn: Cents;
  fees: Cents;
  amountOut: Cents;
  rate: string;
  transId: string;
  invoiceId: number;
  refundId: number;
}

export interface QuoteLine {
  id: number;
  description: string;
  quantity: number;
  unitPrice: Cents;
  /** Percent, with two decimals. */
  discount: string;
  taxable: boolean;
}

export interface Quote extends Person {
  id: number;
  subject: string;
  stage: string;
  validUntil: string;
  clientId: number;
  currencyId: number;
  proposal: string;
  customerNotes: string;
  adminNotes: string;
  dateCreated: string;
  lastModified: string;
  dateSent: string;
  dateAccepted: string;
  lines: QuoteLine[];
}

/** What was added to the credit of a client, or taken from it. */
export interface CreditEntry {
  id: number;
  clientId: number;
  date: string;
  description: string;
  amount: Cents;
  /** The invoice that it paid for; 0 for none. */
  invoiceId: number;
}
