import { type Call, fail, type Handlers, type Reply } from '../call.js';
import { currencyOf, gatewayName, releaseOrderInvoice } from '../effects/billing.js';
import {
  createAccount,
  mailDomain,
  mailWelcome,
  productOf,
  registerDomain,
  transferDomain,
} from '../effects/provisioning.js';
import type { Order } from '../records/billing.js';
import type { Domain, Service } from '../records/holdings.js';
import { html, type Json, nest, pageOf } from '../reply.js';
import { byId, type State } from '../state.js';
import { amount } from '../values/money.js';
import { fullNameOf } from './clients/client-rows.js';

const TYPE_NAMES: Readonly<Record<string, string>> = {
  hostingaccount: 'Hosting Account',
  reselleraccount: 'Reseller Account',
  server: 'Dedicated/VPS Server',
  other: 'Other Product/Service',
};

function itemsOf(state: State, order: Order): { services: Service[]; domains: Domain[] } {
  return {
    services: state.services.filter((service) => service.orderId === order.id),
    domains: state.domains.filter((domain) => domain.orderId === order.id),
  };
}

function getOrders(call: Call): Reply {
  const { params, state } = call;
  const status = params.text('status').toLowerCase();
  const found = state.orders
    .filter(
      (order) =>
        (!params.given('id') || params.int('id') === order.id) &&
        (!params.given('userid') || params.int('userid') === order.clientId) &&
        (!params.given('requestor_id') || params.int('requestor_id') === order.userId) &&
        (status === '' || order.status.toLowerCase() === status),
    )
    .sort((a, b) => b.id - a.id);
  const page = pageOf(call, found);
  return {
    ...page.head,
    orders: nest(
      'order',
      page.rows.map((order) => orderRow(state, order)),
    ),
  };
}

/** docs: api-reference/getorders.md */
function orderRow(state: State, order: Order): Json {
  const client = byId(state.clients, order.clientId);
  const currency = currencyOf(state, client);
  return {
    id: order.id,
    ordernum: order.number,
    userid: order.clientId,
    contactid: 0,
    requestor_id: order.userId,
    admin_requestor_id: 0,
    date: order.date,
    nameservers: order.nameservers,
    transfersecret: order.transferSecret,
    renewals: '',
    renewalsByType: { domains: [], services: [], addons: [] },
    promocode: order.promoCode,
    promotype: order.promoType,
    promovalue: order.promoValue,
    orderdata: '[]',
    amount: amount(order.amount),
    paymentmethod: order.gateway,
    invoiceid: order.invoiceId,
    status: order.status,
    ipaddress: order.ip,
    fraudmodule: order.fraudModule,
    fraudoutput: order.fraudOutput,
    notes: html(order.notes),
    paymentmethodname: gatewayName(state, order.gateway),
    paymentstatus: byId(state.invoices, order.invoiceId)?.status ?? '',
    name: html(fullNameOf(client)),
    currencyprefix: currency.prefix,
    currencysuffix: currency.suffix,
    frauddata: '',
    validationdata: '',
    lineitems: nest('lineitem', lineRows(state, order)),
  };
}

function lineRows(state: State, order: Order): Json[] {
  const { services, domains } = itemsOf(state, order);
  return [
    ...services.map((service) => {
      const product = byId(state.products, service.productId);
      const group = state.productGroups.find((one) => one.id === product?.groupId);
      return {
        type: 'product',
        relid: service.id,
        producttype: TYPE_NAMES[product?.type ?? 'other'] ?? 'Other Product/Service',
        product: `${group?.name ?? ''} - ${product?.name ?? ''}`,
        domain: service.domain,
        billingcycle: service.billingCycle,
        amount: amount(service.firstPayment),
        status: service.status,
      };
    }),
    ...domains.map((domain) => ({
      type: 'domain',
      relid: domain.id,
      producttype: 'Domain',
      product: domain.type === 'Transfer' ? 'Domain Transfer' : 'Domain Registration',
      domain: domain.name,
      billingcycle: `${domain.years} Year/s`,
      amount: amount(domain.firstPayment),
      status: domain.status,
    })),
  ];
}

function pendingOrderOf(call: Call): Order {
  const order = byId(call.state.orders, call.params.int('orderid'));
  if (order?.status !== 'Pending') fail('Order ID not found or Status not Pending');
  return order;
}

/** An omitted flag follows the setting of the product or TLD, so only an explicit 0 holds it back. */
function acceptOrder(call: Call): Reply {
  const { params, state } = call;
  const order = pendingOrderOf(call);
  const { services, domains } = itemsOf(state, order);
  const mails = params.has('sendemail') ? params.flag('sendemail') : true;
  for (const service of services) {
    if (service.status !== 'Pending') continue;
    // A server may refuse further down; what was assigned by then stays.
    call.changed ||= ['serverid', 'serviceusername', 'servicepassword'].some((name) => params.given(name));
    if (params.given('serverid')) service.serverId = params.int('serverid');
    if (params.given('serviceusername')) service.username = params.text('serviceusername');
    if (params.given('servicepassword')) service.password = params.text('servicepassword');
    const product = productOf(call, service);
    const provisions = params.has('autosetup') ? params.flag('autosetup') : product?.autoSetup !== '';
    if (provisions && product?.module) {
      createAccount(call, service);
      if (mails) mailWelcome(call, service);
    } else {
      service.status = 'Active';
    }
  }
  for (const domain of domains) {
    if (domain.status !== 'Pending') continue;
    const automatic =
      state.tldPrices.find((price) => domain.name.endsWith(`.${price.tld}`))?.autoRegistrar ?? '';
    if (params.given('registrar')) domain.registrar = params.text('registrar');
    else if (domain.registrar === '') domain.registrar = automatic;
    const sends = params.has('sendregistrar') ? params.flag('sendregistrar') : automatic !== '';
    if (!sends) {
      domain.status = 'Active';
      continue;
    }
    if (domain.type === 'Transfer') transferDomain(call, domain);
    else registerDomain(call, domain);
    if (mails) mailDomain(call, domain, domain.type);
  }
  order.status = 'Active';
  call.log(`Order Accepted - Order ID: ${order.id}`, order.clientId);
  return { result: 'success' };
}

function setItems(call: Call, order: Order, status: string): void {
  const { services, domains } = itemsOf(call.state, order);
  for (const item of [...services, ...domains]) item.status = status;
  order.status = status;
  call.log(`Order Status set to ${status} - Order ID: ${order.id}`, order.clientId);
}

/** Ends the agreements at the gateway. One that the gateway keeps stops the whole order change. */
function cancelSubscriptions(call: Call, order: Order): void {
  const { services, domains } = itemsOf(call.state, order);
  const ids = new Set([...services, ...domains].map((item) => item.subscriptionId).filter((id) => id !== ''));
  const subscriptions = call.state.subscriptions.filter((one) => ids.has(one.id));
  if (subscriptions.some((one) => one.stuck)) {
    fail('Subscription Cancellation Failed - Please check the gateway log for further information');
  }
  for (const subscription of subscriptions) {
    subscription.status = 'cancelled';
    call.log(`Subscription Cancelled at Gateway - ${subscription.id}`, order.clientId);
  }
}

function cancelOrder(call: Call): Reply {
  const order = pendingOrderOf(call);
  if (call.params.flag('cancelsub')) cancelSubscriptions(call, order);
  setItems(call, order, 'Cancelled');
  releaseOrderInvoice(call, order, !call.params.flag('noemail'));
  return { result: 'success' };
}

function anyOrderOf(call: Call, message: string): Order {
  return byId(call.state.orders, call.params.int('orderid')) ?? fail(message);
}

function fraudOrder(call: Call): Reply {
  const order = anyOrderOf(call, 'Order ID Not Found');
  if (call.params.flag('cancelsub')) cancelSubscriptions(call, order);
  setItems(call, order, 'Fraud');
  releaseOrderInvoice(call, order, false);
  return { result: 'success' };
}

/** Only statuses go back: accounts stay on their servers and subscriptions stay cancelled. */
function pendingOrder(call: Call): Reply {
  setItems(call, anyOrderOf(call, 'Order ID Not Found'), 'Pending');
  return { result: 'success' };
}

function deleteOrder(call: Call): Reply {
  const { state } = call;
  const order = anyOrderOf(call, 'Order ID not found');
  if (order.status !== 'Cancelled' && order.status !== 'Fraud') {
    fail('The order status must be in Cancelled or Fraud to be deleted');
  }
  state.orders = state.orders.filter((one) => one !== order);
  state.services = state.services.filter((service) => service.orderId !== order.id);
  state.domains = state.domains.filter((domain) => domain.orderId !== order.id);
  const hasPayments = state.transactions.some((one) => one.invoiceId === order.invoiceId);
  if (!hasPayments) state.invoices = state.invoices.filter((invoice) => invoice.id !== order.invoiceId);
  call.log(`Order Deleted - Order ID: ${order.id}`, order.clientId);
  return { result: 'success' };
}

/** docs: api-reference/getorderstatuses.md. */
function getOrderStatuses({ state }: Call): Reply {
  const titles = ['Pending', 'Active', 'Fraud', 'Cancelled'];
  const statuses = titles.map((title) => ({
    title,
    count: state.orders.filter(({ status }) => status === title).length,
  }));
  return { result: 'success', totalresults: titles.length, statuses: nest('status', statuses) };
}

export const orderActions: Handlers = {
  GetOrderStatuses: getOrderStatuses,
  GetOrders: getOrders,
  AcceptOrder: acceptOrder,
  CancelOrder: cancelOrder,
  DeleteOrder: deleteOrder,
  FraudOrder: fraudOrder,
  PendingOrder: pendingOrder,
};
