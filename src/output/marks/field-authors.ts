/**
 * Who wrote a text.
 * - `system`: WHMCS itself: states, kinds, system names.
 * - `operator`: the company that runs it, and its staff in their own records: products, departments, templates.
 * - `name`: an outsider, in a field for something short: a name, an address, a domain.
 * - `line`: WHMCS, out of what others wrote: the lines of invoices.
 * - `text`: an outsider, or staff who quote one, in a field for prose.
 */
export type Author = 'system' | 'operator' | 'name' | 'line' | 'text';

const words = (list: string) => new Set(list.split(/\s+/).filter((word) => word !== ''));

/**
 * Fields that WHMCS fills from its own lists, in every action. What stands there must also look like it: a state of
 * eleven words is nobody's state. Ids, dates and amounts need no place here; they are told by their form.
 */
const SYSTEM = words(`
  result status stage type regtype paytype billingcycle paymentmethod paymentmethodname gateway defaultgateway module
  registrar priority requestor_type currencycode currency_code currencyprefix currencysuffix prefix suffix
  country countrycode countryname language fraudmodule paymentstatus lockstatus invoicepaid overideautosuspend
  producttype promotype template admin tid invoicenum ordernum ordernumber service replyid noteid tld required
  unknown_fields fetchstatus discounttype isenabled twofactorauthmodule
`);

/** Fields for prose, in every action. */
const TEXT = words(`
  message subject body text comment comments note notes adminnotes customernotes proposal reason suspensionreason
  suspendreason html content signature feedback review answer
`);

/** Outsiders never write here; the name alone would not say so. Paths leave the list's own name and positions out. */
const OPERATOR: Readonly<Record<string, ReadonlySet<string>>> = {
  GetClientsProducts: words(`
    name translated_name groupname translated_groupname servername serverhostname
    customfields.name customfields.translated_name configoptions.option configoptions.value
  `),
  GetProducts: words(`
    name translated_name slug description product_url product-url module
    products.name customfields.name customfields.description configoptions.name configoptions.options.name
    configoptions.options.rawname configoptions.options.required
  `),
  GetOrders: words('lineitems.product lineitems.producttype'),
  GetTicket: words('deptname'),
  GetSupportDepartments: words('name'),
  GetSupportStatuses: words('title color'),
  GetPaymentMethods: words('displayname'),
  GetEmailTemplates: words('name subject message'),
  GetPromotions: words('code notes upgradeconfig appliesto requires cycles'),
  GetAdminUsers: words(`
    username firstname lastname fullname email signature notes template homepagewidgetsconfig hiddenhomepagewidgets
  `),
  GetServers: words('name hostname'),
  GetTLDPricing: words('categories group currency.code'),
  GetCurrencies: words('code'),
};

const LINES: Readonly<Record<string, ReadonlySet<string>>> = {
  GetInvoice: words('items.description transactions.description'),
  GetTransactions: words('description'),
  GetQuotes: words('items.description'),
};

/** Fields that are prose in one action only. */
const PROSE: Readonly<Record<string, ReadonlySet<string>>> = {
  GetActivityLog: words('description'),
  GetToDoItems: words('description'),
};

/**
 * Who wrote the text at a path of names, without positions and without the `items` of a list. What nobody listed is an
 * outsider's: a field that a new version or an addon brings is not trusted for being new.
 */
export function authorOf(action: string, path: readonly string[]): Author {
  const at = path.map((name) => name.toLowerCase()).join('.');
  const last = path.at(-1)?.toLowerCase() ?? '';
  if (OPERATOR[action]?.has(at)) return 'operator';
  if (PROSE[action]?.has(at) || TEXT.has(last)) return 'text';
  if (LINES[action]?.has(at)) return 'line';
  return SYSTEM.has(last) ? 'system' : 'name';
}
