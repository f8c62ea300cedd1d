import type { Tool } from '../../catalog/index.js';
import { isObject } from '../../json/index.js';
import { nearest } from '../../spelling.js';

const RECORD_IDS = [
  ...[
    'clientid',
    'userid',
    'invoiceid',
    'orderid',
    'quoteid',
    'ticketid',
    'serviceid',
    'domainid',
    'pid',
    'gid',
  ],
];
const CLIENT = ['clientid', 'userid'];
const PAGE_SIZE = ['limitnum'];
const PAGE_START = ['limitstart'];
const TEXT = ['message', 'custommessage', 'description', 'notes'];
const SEARCHED = ['search', 'subject', 'description'];
const GATEWAY = ['gateway', 'paymentmethod'];

/**
 * Names that agents give for arguments, in small letters without separators, and the arguments that they may mean, the
 * likeliest first. Those that the tool takes are named.
 */
const MEANT: Readonly<Record<string, readonly string[]>> = {
  ...{ id: RECORD_IDS, ids: RECORD_IDS, recordid: RECORD_IDS, number: ['ticketnum', ...RECORD_IDS] },
  ...{
    client: CLIENT,
    customer: CLIENT,
    customerid: CLIENT,
    user: CLIENT,
    account: CLIENT,
    accountid: CLIENT,
  },
  ...{ clientid: ['userid', 'id'], userid: ['clientid', 'id'], contact: ['contactid'] },
  ...{ invoice: ['invoiceid'], invoicenumber: ['invoiceid'], order: ['orderid', 'id'], orderid: ['id'] },
  ...{ ordernumber: ['orderid', 'id'], quote: ['quoteid'], ticket: ['ticketid', 'ticketnum'] },
  ...{
    ticketnumber: ['ticketnum', 'ticketid'],
    tid: ['ticketnum', 'ticketid'],
    reference: ['transid', 'ticketnum'],
  },
  ...{ service: ['serviceid'], hostingid: ['serviceid'], productid: ['pid', 'serviceid'], product: ['pid'] },
  ...{ packageid: ['pid'], groupid: ['gid'], group: ['gid', 'groupid'], server: ['serverid'], relid: ['id'] },
  ...{
    domainname: ['domain'],
    name: ['domain', 'firstname', 'subject', 'search', 'tld'],
    extension: ['tld'],
  },
  ...{ limit: PAGE_SIZE, max: PAGE_SIZE, count: PAGE_SIZE, perpage: PAGE_SIZE, pagesize: PAGE_SIZE },
  ...{ maxresults: PAGE_SIZE, size: PAGE_SIZE, top: PAGE_SIZE, first: PAGE_SIZE, numresults: PAGE_SIZE },
  ...{ offset: PAGE_START, start: PAGE_START, skip: PAGE_START, page: PAGE_START, cursor: PAGE_START },
  ...{ from: PAGE_START, startnumber: PAGE_START, nextoffset: PAGE_START },
  ...{ columns: ['fields'], select: ['fields'], field: ['fields'], include: ['fields'], only: ['fields'] },
  ...{
    query: SEARCHED,
    q: SEARCHED,
    searchterm: SEARCHED,
    keyword: SEARCHED,
    filter: [...SEARCHED, 'status'],
  },
  ...{
    sort: ['sorting', 'order', 'orderby', 'repliessort'],
    sortorder: ['sorting', 'order'],
    sortby: ['orderby'],
  },
  ...{ direction: ['sorting', 'order'], state: ['status', 'stage'], ticketstatus: ['status'] },
  ...{ body: TEXT, content: TEXT, text: TEXT, reply: TEXT, note: TEXT, comment: TEXT, msg: TEXT },
  ...{ description: ['message', 'notes', 'subject'], title: ['subject', 'customsubject'] },
  ...{ topic: ['subject'], department: ['deptid'], departmentid: ['deptid'], urgency: ['priority'] },
  ...{ files: ['attachments'], attachment: ['attachments'], assignee: ['flag'], assignedto: ['flag'] },
  ...{
    html: ['markdown'],
    template: ['messagename'],
    templatename: ['messagename'],
    emailtype: ['customtype'],
  },
  ...{ sendemail: ['noemail', 'sendinvoice'], notify: ['noemail', 'sendemail'], silent: ['noemail'] },
  ...{ total: ['amount'], sum: ['amount'], value: ['amount'], price: ['amount'], credit: ['amount'] },
  ...{ paymentgateway: GATEWAY, method: GATEWAY, gateway: GATEWAY, paymentmethod: GATEWAY },
  ...{ transactionid: ['transid'], txid: ['transid'], paymentid: ['transid'], fee: ['fees'] },
  ...{
    paiddate: ['datepaid', 'date'],
    created: ['date', 'datecreated'],
    due: ['duedate'],
    lines: ['items', 'newitems', 'lineitems'],
  },
  ...{
    lineitems: ['items', 'newitems'],
    items: ['newitems', 'lineitems'],
    expires: ['validuntil'],
    expirydate: ['validuntil'],
  },
  ...{ name1: ['firstname'], surname: ['lastname'], familyname: ['lastname'], givenname: ['firstname'] },
  ...{ company: ['companyname'], organization: ['companyname'], organisation: ['companyname'] },
  ...{
    address: ['address1'],
    street: ['address1'],
    zip: ['postcode'],
    zipcode: ['postcode'],
    postalcode: ['postcode'],
  },
  ...{
    phone: ['phonenumber'],
    telephone: ['phonenumber'],
    mobile: ['phonenumber'],
    mail: ['email', 'clientemail'],
  },
  ...{
    emailaddress: ['email', 'clientemail'],
    email: ['clientemail'],
    countrycode: ['country'],
    region: ['state'],
  },
  ...{ province: ['state'], vat: ['tax_id'], vatnumber: ['tax_id'], taxnumber: ['tax_id'] },
  ...{ password: ['password2', 'servicepassword'], newpassword: ['servicepassword', 'password2'] },
  ...{ username: ['serviceusername', 'username2'], suspendreason: ['reason'], why: ['reason'] },
  ...{ ns: ['nameservers'], ns1: ['nameservers'], ns2: ['nameservers'], dns: ['nameservers'] },
  ...{
    lock: ['lockstatus'],
    locked: ['lockstatus'],
    years: ['regperiod'],
    period: ['regperiod'],
    term: ['regperiod'],
  },
  ...{ epp: ['eppcode'], authcode: ['eppcode'], transfercode: ['eppcode'], repeat: ['repeat_of'] },
  ...{ justification: ['reason'], rationale: ['reason'], explanation: ['reason'] },
};

/** More than these help nobody to choose. */
const MOST_NAMED = 3;

const folded = (name: string) =>
  name
    .slice(0, 100)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');

/** The arguments of a tool that one which it does not take may stand for. */
export function meantBy(name: string, known: readonly string[]): readonly string[] {
  const wanted = folded(name);
  const same = known.find((one) => folded(one) === wanted);
  if (same !== undefined) return [same];
  const meant = (Object.hasOwn(MEANT, wanted) ? (MEANT[wanted] ?? []) : []).filter((one) =>
    known.includes(one),
  );
  if (meant.length > 0) return meant.slice(0, MOST_NAMED);
  const near = nearest(name, known);
  return near === undefined ? [] : [near];
}

const anyOf = (names: readonly string[]) => names.map((name) => `"${name}"`).join(' or ');

/**
 * What is wrong with the arguments of a call, with what names that the tool does not take may mean. Where one of them may mean
 * nothing, those that there are follow, once.
 */
export function withNamesMeant({ listing }: Tool, args: unknown, problems: readonly string[]): string[] {
  const known = Object.keys(listing.inputSchema.properties ?? {});
  const unknown = new Map(
    Object.keys(isObject(args) ? args : {})
      .filter((name) => !known.includes(name))
      .map((name) => [`${name.slice(0, 100)}: there is no such argument`, meantBy(name, known)]),
  );
  const isAbout = (problem: string) =>
    [...unknown].find(([start]) => problem === start || problem.startsWith(`${start}.`));
  let isLost = false;
  const told = problems.map((problem) => {
    const [start, meant = []] = isAbout(problem) ?? [];
    if (start === undefined) return problem;
    isLost ||= meant.length === 0;
    return meant.length === 0 ? start : `${start}. Did you mean ${anyOf(meant)}?`;
  });
  if (!isLost) return told;
  return [...told, known.length === 0 ? 'It takes no arguments' : `It takes ${known.join(', ')}`];
}
