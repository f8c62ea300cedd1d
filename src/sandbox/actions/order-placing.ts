import { type Call, fail, type Handlers, type Reply } from '../call.js';
import { issueInvoice, type NewLine, taxRateFor } from '../effects/billing.js';
import { discountOf, priceOf } from '../effects/prices.js';
import { asFlag, asInt, asText } from '../php/params.js';
import { readSerialized } from '../php/serialized.js';
import type { Order } from '../records/billing.js';
import type { Domain, Service } from '../records/holdings.js';
import type { Client, Promotion } from '../records/people.js';
import { byId, issueId } from '../state.js';
import { NO_DATE } from '../values/dates.js';
import { type Cents, parseCents } from '../values/money.js';

/** One value of a parallel array; where a single text was sent, it is that of the first. */
function at(call: Call, name: string, key: string): string {
  const all = call.params.array(name);
  if (all.size > 0) return asText(all.get(key) ?? '');
  return key === '0' ? call.params.text(name) : '';
}

/** The positions of a parallel array that hold something. */
function keysOf(call: Call, name: string): string[] {
  const all = [...call.params.array(name)].filter(([, value]) => asText(value) !== '');
  if (all.length > 0) return all.map(([key]) => key);
  return call.params.array(name).size === 0 && call.params.given(name) ? ['0'] : [];
}

interface Placing {
  readonly call: Call;
  readonly client: Client;
  readonly order: Order;
  readonly promotion: Promotion | undefined;
  readonly lines: NewLine[];
}

function buyerOf(call: Call): Client {
  const client = byId(call.state.clients, call.params.int('clientid'));
  if (client === undefined) fail('Client ID Not Found');
  if (client.status === 'Closed') fail('Unable to add order when client status is Closed');
  const known = call.state.gateways.map(({ module }) => module);
  if (!known.includes(call.params.text('paymentmethod')))
    fail(`Invalid Payment Method. Valid options include ${known.join(',')}`);
  return client;
}

/** docs: api-reference/addorder.md. Nothing is set up: AcceptOrder does that. */
function addOrder(call: Call): Reply {
  const { params, state } = call;
  const client = buyerOf(call);
  const code = params.text('promocode').toLowerCase();
  const promotion = state.promotions.find((one) => code !== '' && one.code.toLowerCase() === code);
  const order = newOrder(call, client, promotion);
  const placing: Placing = { call, client, order, promotion, lines: [] };
  const services = keysOf(call, 'pid').flatMap((key) => orderProduct(placing, key));
  const domains = keysOf(call, 'domaintype').flatMap((key) => orderDomain(placing, key));
  if (services.length + domains.length === 0) fail('No items added to cart so order cannot proceed');
  state.orders.push(order);
  state.services.push(...services);
  state.domains.push(...domains);
  order.amount = placing.lines.reduce((all, line) => all + line.amount, 0);
  if (!params.flag('noinvoice')) order.invoiceId = bill(placing);
  call.log(`New Order Placed - Order ID: ${order.id}`, client.id);
  if (!params.flag('noemail')) call.mailClient(client, 'Order Confirmation', { orderid: order.id });
  if (order.invoiceId > 0 && !params.flag('noinvoiceemail'))
    call.mailClient(client, 'Invoice Created', { invoiceid: order.invoiceId });
  const idsOf = (records: readonly { id: number }[]) => records.map(({ id }) => id).join(',');
  return {
    result: 'success',
    orderid: String(order.id),
    serviceids: idsOf(services),
    addonids: '',
    domainids: idsOf(domains),
    ...(order.invoiceId > 0 ? { invoiceid: String(order.invoiceId) } : {}),
  };
}

function newOrder(call: Call, client: Client, promotion: Promotion | undefined): Order {
  const { params, state } = call;
  const hosts = [1, 2, 3, 4, 5].map((number) => params.text(`nameserver${number}`));
  return {
    id: issueId(state, 'orders'),
    number: state.random.int(1_000_000_000, 9_999_999_999),
    clientId: client.id,
    userId: client.ownerUserId,
    date: call.moment,
    amount: 0,
    gateway: params.text('paymentmethod'),
    invoiceId: 0,
    status: 'Pending',
    ip: params.text('clientip') || call.remote,
    promoCode: promotion?.code ?? '',
    promoType: promotion?.type ?? '',
    promoValue: promotion === undefined ? '' : `${promotion.value}.00`,
    transferSecret: '',
    fraudModule: '',
    fraudOutput: '',
    nameservers: hosts.filter((host) => host !== '').join(','),
    notes: '',
  };
}

function bill({ call, client, order, lines }: Placing): number {
  return issueInvoice(call.state, {
    clientId: client.id,
    status: 'Unpaid',
    date: call.today,
    dueDate: call.today,
    gateway: order.gateway,
    taxRate: taxRateFor(call.state, client),
    at: call.moment,
    lines,
  }).id;
}

/** A price that the order sets in the place of the list's. */
function overridden(text: string, listed: Cents): Cents {
  return text === '' ? listed : parseCents(text);
}

function orderProduct({ call, client, order, promotion, lines }: Placing, key: string): Service[] {
  const { state } = call;
  const product = byId(state.products, asInt(at(call, 'pid', key)));
  if (product === undefined) return [];
  const price = priceOf(state, client, product, at(call, 'billingcycle', key));
  const recurring = overridden(at(call, 'priceoverride', key), price.recurring);
  const count = Math.max(1, asInt(at(call, 'qty', key)));
  return Array.from({ length: count }, () => {
    const service: Service = {
      id: issueId(state, 'services'),
      clientId: client.id,
      orderId: order.id,
      productId: product.id,
      domain: at(call, 'domain', key) || at(call, 'hostname', key),
      serverId:
        state.servers.find(({ module, failure }) => module === product.module && failure === '')?.id ?? 0,
      regDate: call.today,
      firstPayment: recurring + price.setup,
      recurring,
      gateway: order.gateway,
      billingCycle: price.word,
      nextDueDate: call.today,
      status: 'Pending',
      username: '',
      password: '',
      subscriptionId: '',
      suspendReason: '',
      dedicatedIp: '',
      assignedIps: '',
      notes: '',
      columns: {},
      customFields: Object.fromEntries(
        [...(readSerialized(at(call, 'customfields', key)) ?? [])].map(([id, value]) => [id, asText(value)]),
      ),
    };
    const description = `${product.name} - ${service.domain} (${service.billingCycle})`;
    lines.push({
      type: 'Hosting',
      relId: service.id,
      description,
      amount: service.firstPayment,
      taxed: true,
    });
    const off = discountOf(
      promotion,
      product,
      service.firstPayment,
      call.params.flag('promooverride'),
      call.today,
    );
    if (off > 0) {
      service.firstPayment -= off;
      lines.push({
        type: 'PromoHosting',
        relId: service.id,
        description: `Promotional Code: ${order.promoCode}`,
        amount: -off,
        taxed: true,
      });
    }
    return service;
  });
}

function orderDomain({ call, client, order, lines }: Placing, key: string): Domain[] {
  const { state } = call;
  const name = at(call, 'domain', key).toLowerCase();
  const isTransfer = at(call, 'domaintype', key) === 'transfer';
  const years = Math.max(1, asInt(at(call, 'regperiod', key)));
  const endings = state.tldPrices.filter(({ tld }) => name.endsWith(`.${tld}`));
  const price = endings.sort((one, other) => other.tld.length - one.tld.length)[0];
  const listed = (isTransfer ? price?.transfer : price?.register)?.[String(years)] ?? -100;
  if (name === '' || listed < 0) return [];
  const flag = (parameter: string) => asFlag(at(call, parameter, key));
  const domain: Domain = {
    id: issueId(state, 'domains'),
    clientId: client.id,
    orderId: order.id,
    type: isTransfer ? 'Transfer' : 'Register',
    name,
    registrar: price?.autoRegistrar ?? '',
    years,
    firstPayment: overridden(at(call, 'domainpriceoverride', key), listed),
    recurring: overridden(at(call, 'domainrenewoverride', key), price?.renew[String(years)] ?? 0),
    gateway: order.gateway,
    regDate: call.today,
    expiryDate: NO_DATE,
    nextDueDate: call.today,
    status: 'Pending',
    nameservers:
      order.nameservers === '' ? ['ns1.example.com', 'ns2.example.com'] : order.nameservers.split(','),
    locked: false,
    idProtection: flag('idprotection'),
    dnsManagement: flag('dnsmanagement'),
    emailForwarding: flag('emailforwarding'),
    doNotRenew: false,
    subscriptionId: '',
    eppCode: '',
    idnLanguage: at(call, 'idnlanguage', key),
    promoId: 0,
    contacts: {},
    notes: '',
  };
  const description = `Domain ${domain.type} - ${name} - ${years} Year/s`;
  lines.push({
    type: `Domain${domain.type}`,
    relId: domain.id,
    description,
    amount: domain.firstPayment,
    taxed: true,
  });
  return [domain];
}

/** docs: api-reference/orderfraudcheck.md. What the module found replaces what the order held. */
function orderFraudCheck(call: Call): Reply {
  const { params, state } = call;
  const order = byId(state.orders, params.int('orderid')) ?? fail('Order ID Not Found');
  const client = byId(state.clients, order.clientId);
  const isFraud = client?.groupId === 2;
  order.fraudModule = 'fraudlabs';
  order.fraudOutput = JSON.stringify({
    ip: params.text('ipaddress') || order.ip,
    ip_country: client?.country ?? '',
    fraudlabspro_score: isFraud ? 91 : 14,
    fraudlabspro_status: isFraud ? 'REJECT' : 'APPROVE',
  });
  call.log(`Order Fraud Check Run - Order ID: ${order.id}`, order.clientId);
  return { result: 'success', module: order.fraudModule, status: isFraud ? 'Fail' : 'Pass' };
}

export const orderPlacingActions: Handlers = {
  AddOrder: addOrder,
  OrderFraudCheck: orderFraudCheck,
};
