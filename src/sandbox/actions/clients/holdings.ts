import type { Call, Handlers, Reply } from '../../call.js';
import { gatewayName } from '../../effects/billing.js';
import { CYCLES, type Product } from '../../records/catalog.js';
import type { Domain, Service } from '../../records/holdings.js';
import { html, type Json, nest, pageOf } from '../../reply.js';
import { byId, type State } from '../../state.js';
import { NO_DATE, NO_MOMENT } from '../../values/dates.js';
import { amount } from '../../values/money.js';

/** Text that is no number reads as 0, which no record has. */
function idMatches(call: Call, name: string, id: number): boolean {
  return !call.params.given(name) || call.params.int(name) === id;
}

function textMatches(call: Call, name: string, text: string): boolean {
  return !call.params.given(name) || call.params.text(name).toLowerCase() === text.toLowerCase();
}

function getClientsProducts(call: Call): Reply {
  const { params, state } = call;
  const found = state.services.filter(
    (service) =>
      idMatches(call, 'clientid', service.clientId) &&
      idMatches(call, 'serviceid', service.id) &&
      idMatches(call, 'pid', service.productId) &&
      textMatches(call, 'domain', service.domain) &&
      textMatches(call, 'username2', service.username),
  );
  const page = pageOf(call, found);
  const filters = ['clientid', 'serviceid', 'pid', 'domain'] as const;
  // Listing everything leaves the server columns unfilled, as live installations do.
  const isBulk = !filters.some((name) => params.given(name)) && !params.given('username2');
  return {
    result: 'success',
    ...Object.fromEntries(filters.map((name) => [name, params.given(name) ? params.text(name) : null])),
    totalresults: String(found.length),
    startnumber: page.start,
    numreturned: page.rows.length,
    products: nest(
      'product',
      page.rows.map((service) => serviceRow(state, service, !isBulk)),
    ),
  };
}

/** docs: api-reference/getclientsproducts.md. The access data stand in clear text there. */
function serviceRow(state: State, service: Service, withServer: boolean): Json {
  const product = byId(state.products, service.productId);
  const group = state.productGroups.find((one) => one.id === product?.groupId);
  const server = withServer ? byId(state.servers, service.serverId) : undefined;
  const order = byId(state.orders, service.orderId);
  return {
    id: String(service.id),
    qty: '1',
    clientid: String(service.clientId),
    orderid: String(service.orderId),
    ...(order ? { ordernumber: String(order.number) } : {}),
    pid: String(service.productId),
    regdate: service.regDate,
    name: product?.name ?? '',
    translated_name: product?.name ?? '',
    groupname: group?.name ?? '',
    translated_groupname: group?.name ?? '',
    domain: service.domain,
    dedicatedip: service.dedicatedIp,
    serverid: server ? String(server.id) : '0',
    servername: server?.name ?? '',
    serverip: server?.ip ?? '',
    serverhostname: server?.hostname ?? '',
    suspensionreason: html(service.suspendReason),
    firstpaymentamount: amount(service.firstPayment),
    recurringamount: amount(service.recurring),
    paymentmethod: service.gateway,
    paymentmethodname: gatewayName(state, service.gateway),
    billingcycle: service.billingCycle,
    nextduedate: service.nextDueDate,
    status: service.status,
    username: service.username,
    password: service.password,
    subscriptionid: service.subscriptionId,
    promoid: '0',
    overideautosuspend: '',
    overidesuspenduntil: NO_DATE,
    ns1: '',
    ns2: '',
    assignedips: service.assignedIps,
    notes: html(service.notes),
    diskusage: '0',
    disklimit: '0',
    bwusage: '0',
    bwlimit: '0',
    lastupdate: NO_MOMENT,
    customfields: {
      customfield: Object.entries(service.customFields).map(([id, value]) => ({
        id,
        name: `Field ${id}`,
        translated_name: `Field ${id}`,
        value: html(value),
      })),
    },
    configoptions: { configoption: [] },
    ...service.columns,
  };
}

function getClientsDomains(call: Call): Reply {
  const { params, state } = call;
  const found = state.domains.filter(
    (domain) =>
      idMatches(call, 'clientid', domain.clientId) &&
      idMatches(call, 'domainid', domain.id) &&
      textMatches(call, 'domain', domain.name),
  );
  const page = pageOf(call, found);
  return {
    result: 'success',
    clientid: params.text('clientid'),
    domainid: params.text('domainid'),
    totalresults: String(found.length),
    startnumber: String(page.start),
    numreturned: String(page.rows.length),
    domains: nest(
      'domain',
      page.rows.map((domain) => domainRow(state, domain)),
    ),
  };
}

function domainRow(state: State, domain: Domain): Json {
  const bit = (on: boolean) => (on ? '1' : '0');
  return {
    id: String(domain.id),
    userid: String(domain.clientId),
    orderid: String(domain.orderId),
    regtype: domain.type,
    domainname: domain.name,
    registrar: domain.registrar,
    regperiod: String(domain.years),
    firstpaymentamount: amount(domain.firstPayment),
    recurringamount: amount(domain.recurring),
    paymentmethod: domain.gateway,
    paymentmethodname: gatewayName(state, domain.gateway),
    regdate: domain.regDate,
    expirydate: domain.expiryDate,
    nextduedate: domain.nextDueDate,
    status: domain.status,
    subscriptionid: domain.subscriptionId,
    promoid: String(domain.promoId),
    dnsmanagement: bit(domain.dnsManagement),
    emailforwarding: bit(domain.emailForwarding),
    idprotection: bit(domain.idProtection),
    donotrenew: bit(domain.doNotRenew),
    notes: html(domain.notes),
  };
}

function getProducts(call: Call): Reply {
  const { params, state } = call;
  const wanted = params
    .text('pid')
    .split(',')
    .map((id) => Number.parseInt(id, 10));
  const found = state.products.filter(
    (product) =>
      (!params.given('pid') || wanted.includes(product.id)) &&
      idMatches(call, 'gid', product.groupId) &&
      textMatches(call, 'module', product.module),
  );
  return {
    result: 'success',
    totalresults: found.length,
    products: nest(
      'product',
      found.map((product) => productRow(state, product)),
    ),
  };
}

/** As the store's addresses spell a group: "Servers & Resellers" is servers-resellers. */
function groupSlug(state: State, { groupId }: Product): string {
  const group = state.productGroups.find((one) => one.id === groupId);
  return (group?.name ?? 'other').toLowerCase().replace(/[^a-z0-9]+/g, '-');
}

function productRow(state: State, product: Product): Json {
  const pricing = state.currencies.flatMap((currency) => {
    const price = product.pricing[currency.code];
    if (!price) return [];
    const setup = CYCLES.map((cycle) => [
      `${cycle[0]}setupfee`,
      amount(price.cycles[cycle] === undefined ? 0 : price.setup),
    ]);
    const cycles = CYCLES.map((cycle) => [cycle, amount(price.cycles[cycle] ?? -100)]);
    const marks = { prefix: currency.prefix, suffix: currency.suffix };
    return [[currency.code, { ...marks, ...Object.fromEntries([...setup, ...cycles]) }]];
  });
  return {
    pid: product.id,
    gid: product.groupId,
    type: product.type,
    name: product.name,
    slug: product.slug,
    'product-url': `https://billing.example.com/store/${groupSlug(state, product)}/${product.slug}`,
    description: html(product.description),
    module: product.module,
    paytype: product.payType,
    allowqty: 0,
    quantity_available: 0,
    pricing: Object.fromEntries(pricing),
    customfields: { customfield: [] },
    configoptions: { configoption: [] },
  };
}

/** docs: api-reference/getclientsaddons.md. All at once. */
function getClientsAddons(call: Call): Reply {
  const { params, state } = call;
  const found = state.addons.filter(
    (addon) =>
      idMatches(call, 'clientid', addon.clientId) &&
      idMatches(call, 'serviceid', addon.serviceId) &&
      idMatches(call, 'addonid', addon.addonId),
  );
  return {
    result: 'success',
    serviceid: params.text('serviceid'),
    clientid: params.text('clientid'),
    totalresults: String(found.length),
    addons: nest(
      'addon',
      found.map((addon) => ({
        id: String(addon.id),
        qty: '1',
        userid: String(addon.clientId),
        orderid: String(addon.orderId),
        serviceid: String(addon.serviceId),
        addonid: String(addon.addonId),
        name: html(addon.name),
        setupfee: amount(addon.setupFee),
        recurring: amount(addon.recurring),
        billingcycle: addon.billingCycle,
        tax: addon.isTaxed ? 'on' : '',
        status: addon.status,
        regdate: addon.regDate,
        nextduedate: addon.nextDueDate,
        nextinvoicedate: addon.nextDueDate,
        paymentmethod: addon.gateway,
        paymentmethodname: gatewayName(state, addon.gateway),
        notes: html(addon.notes),
      })),
    ),
  };
}

export const holdingActions: Handlers = {
  GetClientsAddons: getClientsAddons,
  GetClientsProducts: getClientsProducts,
  GetClientsDomains: getClientsDomains,
  GetProducts: getProducts,
};
