import type { Cents } from '../values/money.js';

export interface Service {
  id: number;
  clientId: number;
  orderId: number;
  productId: number;
  domain: string;
  serverId: number;
  regDate: string;
  firstPayment: Cents;
  recurring: Cents;
  gateway: string;
  billingCycle: string;
  nextDueDate: string;
  status: string;
  username: string;
  password: string;
  subscriptionId: string;
  suspendReason: string;
  dedicatedIp: string;
  assignedIps: string;
  notes: string;
  /** What staff set beside, by the column that shows it; what is as it is in a new service is not there. */
  columns: Record<string, string>;
  /** Values of custom fields by their id. */
  customFields: Record<string, string>;
}

/** Something that is paid for beside a service. */
export interface Addon {
  id: number;
  clientId: number;
  orderId: number;
  serviceId: number;
  /** That of the shop; 0 where staff wrote it down by hand. */
  addonId: number;
  name: string;
  setupFee: Cents;
  recurring: Cents;
  billingCycle: string;
  isTaxed: boolean;
  status: string;
  regDate: string;
  nextDueDate: string;
  gateway: string;
  notes: string;
}

export interface Domain {
  id: number;
  clientId: number;
  orderId: number;
  type: 'Register' | 'Transfer';
  name: string;
  /** Empty: no registrar is set up for it. */
  registrar: string;
  years: number;
  firstPayment: Cents;
  recurring: Cents;
  gateway: string;
  regDate: string;
  expiryDate: string;
  nextDueDate: string;
  status: string;
  nameservers: string[];
  locked: boolean;
  idProtection: boolean;
  dnsManagement: boolean;
  emailForwarding: boolean;
  doNotRenew: boolean;
  subscriptionId: string;
  eppCode: string;
  idnLanguage: string;
  promoId: number;
  /** Contacts that the registrar was given, in the place of its client's: fields by contact, as the registrar names them. */
  contacts: Record<string, Record<string, string>>;
  notes: string;
}

/** What a client is to get in the place of a service, once its invoice is paid. */
export interface Upgrade {
  orderId: number;
  invoiceId: number;
  serviceId: number;
  productId: number;
  billingCycle: string;
  recurring: Cents;
}

/** What is to end a service, now or at the end of what is paid. */
export interface CancelRequest {
  id: number;
  serviceId: number;
  date: string;
  reason: string;
  type: 'Immediate' | 'End of Billing Period';
}

/** A recurring agreement at the payment gateway, outside WHMCS. */
export interface Subscription {
  id: string;
  clientId: number;
  gateway: string;
  status: 'active' | 'cancelled';
  /** The gateway refuses to cancel it. */
  stuck: boolean;
}

/** A command that reached a server. */
export interface ModuleCall {
  at: string;
  command: 'Create' | 'Suspend' | 'Unsuspend' | 'Terminate' | 'ChangePassword' | 'ChangePackage';
  serviceId: number;
  module: string;
  serverId: number;
}

/** A command that a server refused: staff can give it again from the module queue. */
export interface QueueEntry {
  id: number;
  serviceId: number;
  module: string;
  action: string;
  error: string;
  at: string;
}

/** A command that reached a registrar; register, transfer and renew spend money there. */
export interface RegistrarCall {
  at: string;
  command:
    | 'Register'
    | 'Transfer'
    | 'Renew'
    | 'SaveNameservers'
    | 'SaveRegistrarLock'
    | 'SaveContactDetails'
    | 'IDProtectToggle'
    | 'GetEPPCode';
  domainId: number;
  domain: string;
  registrar: string;
  years?: number;
  values?: string[];
}
