import type { Params } from '../form/form.js';

/** No record can have it: it is the last number that an id of WHMCS's tables can be, and ids are counted from 1. */
const NO_RECORD = 2_147_483_647;

interface Probe {
  readonly kind: 'read' | 'write';
  readonly params: Params;
}

const reads = (params: Params = {}): Probe => ({ kind: 'read', params });
const writes = (params: Params = {}): Probe => ({ kind: 'write', params });
const FIRST = { limitnum: 1 };

/**
 * Calls that change nothing, of which the answer tells whether the API role allows the action: WHMCS refuses what a role does
 * not allow before it looks at the arguments. Each write is one that the vendor's documentation answers with an error: it
 * names a record that can't exist (`… ID Not Found`), or leaves out what is documented as required (`… is required`).
 * `LogActivity` has no documented error, so it has no probe.
 */
export const PROBES = {
  GetClients: reads(FIRST),
  GetClientsDetails: reads({ clientid: NO_RECORD }),
  GetContacts: reads({ userid: NO_RECORD, limitnum: 1 }),
  GetClientsProducts: reads({ clientid: NO_RECORD, limitnum: 1 }),
  GetClientsDomains: reads({ clientid: NO_RECORD, limitnum: 1 }),
  GetProducts: reads({ gid: NO_RECORD }),
  GetInvoices: reads(FIRST),
  GetInvoice: reads({ invoiceid: NO_RECORD }),
  GetTransactions: reads({ invoiceid: NO_RECORD }),
  GetTickets: reads(FIRST),
  GetTicket: reads({ ticketid: NO_RECORD }),
  GetSupportDepartments: reads(),
  GetSupportStatuses: reads(),
  DomainGetWhoisInfo: reads({ domainid: NO_RECORD }),
  DomainGetNameservers: reads({ domainid: NO_RECORD }),
  DomainGetLockingStatus: reads({ domainid: NO_RECORD }),
  GetTLDPricing: reads(),
  GetOrders: reads(FIRST),
  GetServers: reads(),
  GetStats: reads(),
  GetAdminUsers: reads({ include_disabled: true }),
  GetPaymentMethods: reads(),
  GetCurrencies: reads(),
  GetActivityLog: reads({ limitnum: 25 }),
  GetEmailTemplates: reads({ type: 'affiliate' }),
  GetToDoItems: reads(FIRST),
  GetAffiliates: reads(FIRST),
  GetPromotions: reads({ code: 'whmcs-mcp' }),
  GetQuotes: reads(FIRST),
  GetModuleQueue: reads({ relatedId: NO_RECORD }),

  // What no tool needs: it tells of the installation, or opens more than an agent's credential should.
  WhmcsDetails: reads(),
  GetAdminDetails: reads(),
  GetProductGroups: reads(),
  GetConfigurationValue: reads({ setting: 'Version' }),
  GetClientPassword: reads({ userid: NO_RECORD }),
  GetPayMethods: reads({ clientid: NO_RECORD }),

  AddClient: writes(),
  UpdateClient: writes({ clientid: NO_RECORD }),
  CreateInvoice: writes({ userid: NO_RECORD }),
  UpdateInvoice: writes({ invoiceid: NO_RECORD }),
  OpenTicket: writes({ deptid: NO_RECORD, clientid: NO_RECORD }),
  AddTicketReply: writes({ ticketid: NO_RECORD }),
  AddTicketNote: writes({ ticketid: NO_RECORD }),
  UpdateTicket: writes({ ticketid: NO_RECORD }),
  DomainUpdateNameservers: writes({ domainid: NO_RECORD }),
  DomainUpdateLockingStatus: writes({ domainid: NO_RECORD, lockstatus: true }),
  PendingOrder: writes({ orderid: NO_RECORD }),
  SendEmail: writes(),
  AffiliateActivate: writes({ userid: NO_RECORD }),
  CreateQuote: writes(),
  AcceptOrder: writes({ orderid: NO_RECORD }),
  DomainTransfer: writes({ domainid: NO_RECORD }),
  ModuleCreate: writes({ serviceid: NO_RECORD }),
  ModuleSuspend: writes({ serviceid: NO_RECORD }),
  ModuleUnsuspend: writes({ serviceid: NO_RECORD }),
  ModuleChangePw: writes({ serviceid: NO_RECORD }),
  AddInvoicePayment: writes({ invoiceid: NO_RECORD }),
  ApplyCredit: writes({ invoiceid: NO_RECORD }),
  DomainRegister: writes({ domainid: NO_RECORD }),
  DomainRenew: writes({ domainid: NO_RECORD }),
  AcceptQuote: writes({ quoteid: NO_RECORD }),
  DeleteClient: writes({ clientid: NO_RECORD }),
  DeleteTicket: writes({ ticketid: NO_RECORD }),
  CancelOrder: writes({ orderid: NO_RECORD }),
  DeleteOrder: writes({ orderid: NO_RECORD }),
  FraudOrder: writes({ orderid: NO_RECORD }),
  ModuleTerminate: writes({ serviceid: NO_RECORD }),
  DeleteQuote: writes({ quoteid: NO_RECORD }),
} as const satisfies Readonly<Record<string, Probe>>;

/** An action of which the answer to a call that changes nothing is known. */
export type ProbeName = keyof typeof PROBES;
