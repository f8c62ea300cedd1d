import type { Cents } from '../values/money.js';

/** A card or account that can be charged again. */
export interface PayMethod {
  id: number;
  clientId: number;
  type: 'CreditCard' | 'RemoteCreditCard' | 'BankAccount' | 'RemoteBankAccount';
  description: string;
  /** Where it can be charged; empty where WHMCS keeps it itself. */
  gateway: string;
  cardType: string;
  lastFour: string;
  /** `MM/YY`. */
  expiry: string;
  bankName: string;
  /** What charges it at the gateway. */
  token: string;
  updated: string;
}

export const BILLABLE_ACTIONS = ['noinvoice', 'nextcron', 'nextinvoice', 'duedate', 'recur'] as const;

/** Work or goods that wait to be invoiced. */
export interface BillableItem {
  id: number;
  clientId: number;
  description: string;
  amount: Cents;
  unit: 'hours' | 'quantity';
  quantity: string;
  action: (typeof BILLABLE_ACTIONS)[number];
  recur: number;
  recurCycle: string;
  recurFor: number;
  dueDate: string;
  timesInvoiced: number;
}
