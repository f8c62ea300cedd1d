/**
 * Who wrote a text.
 * - `system`: WHMCS itself: states, kinds, system names.
 * - `operator`: the company that runs it, and its staff in their own records: products, departments, templates.
 * - `name`: an outsider, in a field for something short: a name, an address, a domain.
 * - `line`: WHMCS, out of what others wrote: the lines of invoices; staff, in a field for a few words.
 * - `text`: an outsider, or staff who quote one, in a field for prose.
 */
export type Author = 'system' | 'operator' | 'name' | 'line' | 'text';

const nameSet = (names: string) => new Set(names.split(/\s+/).filter((name) => name !== ''));

/**
 * Fields that WHMCS fills from its own lists, in every action. Their texts must also look like it: a state of eleven
 * words is none. Ids, dates and amounts need no entry here; isInert knows them by their form.
 */
const SYSTEM_FIELDS = nameSet(`
  result status stage type regtype paytype billingcycle paymentmethod paymentmethodname gateway defaultgateway module
  registrar priority requestor_type currencycode currency_code currencyprefix currencysuffix prefix suffix
  country countrycode countryname language fraudmodule paymentstatus lockstatus invoicepaid overideautosuspend
  producttype promotype template admin tid invoicenum ordernum ordernumber service replyid noteid tld required
  unknown_fields fetchstatus discounttype isenabled twofactorauthmodule
`);

/** Fields for prose, in every action. */
const TEXT_FIELDS = nameSet(`
  message subject body text comment comments note notes adminnotes customernotes proposal reason html content signature feedback review answer
`);

/** Fields of staff and of WHMCS itself for a reason of few words, such as `Overdue on Payment`. */
const REASON_FIELDS = nameSet('suspensionreason suspendreason');

/** Fields by action in which outsiders never write. Paths leave out positions and the `items` of a list. */
const OPERATOR_FIELDS: Readonly<Record<string, ReadonlySet<string>>> = {
  GetClientsProducts: nameSet(`
    name translated_name groupname translated_groupname servername serverhostname
    customfields.name customfields.translated_name configoptions.option configoptions.value
  `),
  GetProducts: nameSet(`
    name translated_name slug description product_url product-url module
    products.name customfields.name customfields.description configoptions.name configoptions.options.name
    configoptions.options.rawname configoptions.options.required
  `),
  GetOrders: nameSet('lineitems.product lineitems.producttype'),
  GetTicket: nameSet('deptname'),
  GetSupportDepartments: nameSet('name'),
  GetSupportStatuses: nameSet('title color'),
  GetTicketPredefinedReplies: nameSet('name reply'),
  GetPaymentMethods: nameSet('displayname'),
  GetEmailTemplates: nameSet('name subject message'),
  GetPromotions: nameSet('code notes upgradeconfig appliesto requires cycles'),
  GetAdminUsers: nameSet(`
    username firstname lastname fullname email signature notes template homepagewidgetsconfig hiddenhomepagewidgets
  `),
  GetServers: nameSet('name hostname'),
  GetTLDPricing: nameSet('categories group currency.code'),
  GetCurrencies: nameSet('code'),
  GetOrderStatuses: nameSet('title'),
  GetClientGroups: nameSet('groupname groupcolour'),
  GetHealthStatus: nameSet(`
    checks.success.name checks.success.type checks.success.severitylevel checks.success.body
    checks.warning.name checks.warning.type checks.warning.severitylevel checks.warning.body
    checks.danger.name checks.danger.type checks.danger.severitylevel checks.danger.body
  `),
  GetRegistrars: nameSet('module display_name'),
  WhmcsDetails: nameSet('whmcs.version whmcs.canonicalversion'),
  GetModuleQueue: nameSet('servicetype modulename moduleaction'),
};

/** Records of customers: what an operator names in them is short, and an order there is nobody's label. */
const CUSTOMER_RECORDS: ReadonlySet<string> = new Set(['GetClientsProducts', 'GetOrders', 'GetTicket']);

export const isCustomerRecord = (action: string): boolean => CUSTOMER_RECORDS.has(action);

/** Lists whose items are fields of the record that holds them. */
const LISTS_OF_FIELDS = /^(?:customfields?|additionalfields|configoptions?)$/i;

export const isListOfFields = (key: string): boolean => LISTS_OF_FIELDS.test(key);

/** Fields that say together what somebody is called. */
const CALLED_BY = /^(?:first|last|company|organi[sz]ation)_?(?:name)?$/i;

export const isCalledBy = (key: string): boolean => CALLED_BY.test(key);

/** Fields by action that hold the lines of invoices, or what staff note of a service. */
const LINE_FIELDS: Readonly<Record<string, ReadonlySet<string>>> = {
  GetClientsProducts: nameSet('notes'),
  GetInvoice: nameSet('items.description transactions.description'),
  GetTransactions: nameSet('description'),
  GetCredits: nameSet('description'),
  GetQuotes: nameSet('items.description'),
};

/** Fields by action that are prose in that action only. */
const TEXT_FIELDS_OF: Readonly<Record<string, ReadonlySet<string>>> = {
  GetActivityLog: nameSet('description'),
  GetToDoItems: nameSet('description'),
  GetModuleQueue: nameSet('lastattempterror'),
  DomainWhois: nameSet('whois'),
};

/**
 * Who wrote the text at a path of names, without positions and without the `items` of a list. Fields in no list are an
 * outsider's: a field that a new version or an addon brings is not trusted for being new.
 */
export function authorOf(action: string, path: readonly string[]): Author {
  const dotted = path.map((name) => name.toLowerCase()).join('.');
  const last = path.at(-1)?.toLowerCase() ?? '';
  if (OPERATOR_FIELDS[action]?.has(dotted)) return 'operator';
  if (LINE_FIELDS[action]?.has(dotted) || REASON_FIELDS.has(last)) return 'line';
  if (TEXT_FIELDS_OF[action]?.has(dotted) || TEXT_FIELDS.has(last)) return 'text';
  return SYSTEM_FIELDS.has(last) ? 'system' : 'name';
}
