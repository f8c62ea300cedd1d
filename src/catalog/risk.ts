import { RISK_CLASSES, type RiskClass } from '../terms.js';

/**
 * Risk classes of WHMCS actions. This is the only place where risk is stated: a row in `tools/` names its
 * action and can neither raise nor lower what that action is.
 */
export type RiskLevel = 'low' | 'medium' | 'high' | 'critical';

const LEVELS: Readonly<Record<RiskClass, RiskLevel>> = {
  read: 'low',
  write: 'medium',
  execute: 'high',
  financial: 'critical',
  destructive: 'critical',
};

const CLASSES = {
  read: [
    'GetClients',
    'GetClientsDetails',
    'GetClientGroups',
    'GetContacts',
    'GetClientsProducts',
    'GetClientsDomains',
    'GetProducts',
    'GetInvoices',
    'GetInvoice',
    'GetTransactions',
    'GetTickets',
    'GetTicket',
    'GetSupportDepartments',
    'GetSupportStatuses',
    'DomainGetWhoisInfo',
    'DomainGetNameservers',
    'DomainGetLockingStatus',
    'GetTLDPricing',
    'GetOrders',
    'GetServers',
    'GetStats',
    'GetAdminUsers',
    'GetPaymentMethods',
    'GetCurrencies',
    'GetActivityLog',
    'GetEmailTemplates',
    'GetToDoItems',
    'GetAffiliates',
    'GetPromotions',
    'GetQuotes',
    'GetModuleQueue',
    'GetCredits',
    'GetClientsAddons',
    'GetCancelledPackages',
    'GetEmails',
    'GetUsers',
    'GetPermissionsList',
    'GetUserPermissions',
    'GetPayMethods',
    'GetOrderStatuses',
    'GetRegistrars',
    'DomainWhois',
    'GetTicketNotes',
    'GetTicketCounts',
    'GetTicketAttachment',
    'GetTicketPredefinedCats',
    'GetTicketPredefinedReplies',
    'GetAnnouncements',
    'GetProject',
    'GetProjects',
    'GetToDoItemStatuses',
    'GetAutomationLog',
    'GetStaffOnline',
    'GetAdminDetails',
    'GetHealthStatus',
    'WhmcsDetails',
  ],
  write: [
    'AddClient',
    'UpdateClient',
    'CreateInvoice',
    'UpdateInvoice',
    'OpenTicket',
    'AddTicketReply',
    'AddTicketNote',
    'UpdateTicket',
    'DomainUpdateNameservers',
    'DomainUpdateLockingStatus',
    'PendingOrder',
    'LogActivity',
    'SendEmail',
    'AffiliateActivate',
    'CreateQuote',
    'UpdateQuote',
    'SendQuote',
    'AddContact',
    'UpdateContact',
    'AddClientNote',
    'ResetPassword',
    'UpdateClientProduct',
    'UpdateClientAddon',
    'UpdateClientDomain',
    'UpdateTicketReply',
    'AddAnnouncement',
    'UpdateAnnouncement',
    'UpdateToDoItem',
    'UpdateAdminNotes',
    'SendAdminEmail',
    'TriggerNotificationEvent',
    'CreateProject',
    'UpdateProject',
    'AddProjectTask',
    'UpdateProjectTask',
    'AddProjectMessage',
    'StartTaskTimer',
    'EndTaskTimer',
  ],
  // Calls a server, a registrar or a fraud check, or sets one off.
  execute: [
    'AcceptOrder',
    'DomainTransfer',
    'ModuleCreate',
    'ModuleSuspend',
    'ModuleUnsuspend',
    'ModuleChangePw',
    'ModuleChangePackage',
    'OrderFraudCheck',
    'DomainUpdateWhoisInfo',
    'DomainToggleIdProtect',
    'DomainRequestEPP',
  ],
  // Spends or books money, the operator's or the client's, or sets what the shop charges.
  financial: [
    'AddInvoicePayment',
    'ApplyCredit',
    'DomainRegister',
    'DomainRenew',
    'AcceptQuote',
    'AddOrder',
    'UpgradeProduct',
    'AddCredit',
    'AddTransaction',
    'UpdateTransaction',
    'CapturePayment',
    'GenInvoices',
    'AddBillableItem',
    'AddProduct',
    'CreateOrUpdateTLD',
  ],
  // No API call brings back what these end or give away: records, services, and who can get into an account.
  destructive: [
    'DeleteClient',
    'DeleteTicket',
    'CancelOrder',
    'DeleteOrder',
    'FraudOrder',
    'ModuleTerminate',
    'DeleteQuote',
    'CloseClient',
    'AddCancelRequest',
    'MergeTicket',
    'BlockTicketSender',
    'DeleteTicketReply',
    'DeleteTicketNote',
    'DeleteContact',
    'DeletePayMethod',
    'DeleteAnnouncement',
    'DeleteProjectTask',
    'DeleteUserClient',
    'AddUser',
    'UpdateUser',
    'UpdateUserPermissions',
    'CreateClientInvite',
    'DomainRelease',
    'ModuleCustom',
    'AddBannedIp',
  ],
} as const satisfies Readonly<Record<RiskClass, readonly string[]>>;

type Action = (typeof CLASSES)[RiskClass][number];

/**
 * Actions that work out a price where this parameter is true, and change nothing then; without it they do what their class
 * says.
 */
const CALCULATES = { UpgradeProduct: 'calconly' } as const;

/** A WHMCS action that only reads, at least as it is asked here. */
export type ReadAction = (typeof CLASSES)['read'][number] | keyof typeof CALCULATES;

/** Actions that add another record each time they are called: made twice, they are done twice. */
const ADDS_RECORD: readonly Action[] = [
  'AddClient',
  'CreateInvoice',
  'OpenTicket',
  'AddTicketReply',
  'AddTicketNote',
  'LogActivity',
  'CreateQuote',
  'ModuleCreate',
  'AddInvoicePayment',
  'AddOrder',
  'UpgradeProduct',
  'AddCredit',
  'AddTransaction',
  'AddBillableItem',
  'AddContact',
  'AddClientNote',
  'AddCancelRequest',
  'AddUser',
  'CreateClientInvite',
  'AddAnnouncement',
  'AddProduct',
  'CreateProject',
  'AddProjectTask',
  'AddProjectMessage',
  'StartTaskTimer',
];

// WHMCS matches action names whatever their case, so a table that did not would have holes.
const BY_ACTION = new Map<string, RiskClass>(
  RISK_CLASSES.flatMap((risk) => CLASSES[risk].map((action) => [action.toLowerCase(), risk] as const)),
);

/** The class of a WHMCS action; undefined for one that nobody has classified, and for those that are never called (`actions/never.ts`). */
export function riskClassOf(action: string): RiskClass | undefined {
  return BY_ACTION.get(action.toLowerCase());
}

export function addsRecord(action: string): boolean {
  return ADDS_RECORD.some((one) => one.toLowerCase() === action.toLowerCase());
}

/** Whether an action leaves what a call does not mention as it is, so that false and empty are values of their own. */
export function keepsAbsent(action: string): boolean {
  return /update/i.test(action);
}

export function riskLevelOf(risk: RiskClass): RiskLevel {
  return LEVELS[risk];
}

const calculatesBy = (action: string): string | undefined =>
  Object.entries(CALCULATES).find(([name]) => name.toLowerCase() === action.toLowerCase())?.[1];

/** Whether there is a way to ask an action that changes nothing. */
export const canRead = (action: string): boolean =>
  riskClassOf(action) === 'read' || calculatesBy(action) !== undefined;

/**
 * Whether a call of a WHMCS action reads or writes, and undefined for an action without a class. The one source of that
 * fact: callers of the WHMCS client can't state it.
 */
export function kindOf(
  action: string,
  params: Readonly<Record<string, unknown>> = {},
): 'read' | 'write' | undefined {
  const risk = riskClassOf(action);
  if (risk === undefined) return undefined;
  if (risk === 'read') return 'read';
  const name = calculatesBy(action);
  return name !== undefined && Object.hasOwn(params, name) && params[name] === true ? 'read' : 'write';
}
