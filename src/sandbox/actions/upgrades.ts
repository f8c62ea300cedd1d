import { type Call, fail, type Handlers, type Reply } from '../call.js';
import { currencyOf, issueInvoice, moveCredit, taxRateFor } from '../effects/billing.js';
import { priceOf } from '../effects/prices.js';
import { carryOut } from '../effects/upgrades.js';
import type { Order } from '../records/billing.js';
import type { Service, Upgrade } from '../records/holdings.js';
import type { Client } from '../records/people.js';
import { byId, issueId } from '../state.js';
import { addMonths } from '../values/dates.js';
import { type Cents, priced } from '../values/money.js';

const DAY_MS = 86_400_000;
const daysBetween = (from: string, to: string) => Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);

interface Calculated {
  readonly productId: number;
  readonly cycle: string;
  readonly recurring: Cents;
  readonly price: Cents;
  readonly reply: Reply;
}

/** What is left of the paid time is counted against the new price for the same days. */
function calculate(call: Call, service: Service, client: Client | undefined): Calculated {
  const { params, state } = call;
  const product = byId(state.products, params.int('newproductid')) ?? fail('Invalid Upgrade Type');
  const now = byId(state.products, service.productId);
  const next = priceOf(state, client, product, params.text('newproductbillingcycle') || service.billingCycle);
  const held = now === undefined ? undefined : priceOf(state, client, now, service.billingCycle);
  const total = daysBetween(addMonths(service.nextDueDate, -(held?.months ?? 1)), service.nextDueDate);
  const left = Math.max(0, Math.min(total, daysBetween(call.today, service.nextDueDate)));
  const totalNext = daysBetween(addMonths(service.nextDueDate, -next.months), service.nextDueDate);
  const credit = Math.round((service.recurring * left) / Math.max(1, total));
  const price = Math.round((next.recurring * left) / Math.max(1, totalNext)) - credit;
  return {
    productId: product.id,
    cycle: next.word,
    recurring: next.recurring,
    price,
    reply: {
      result: 'success',
      oldproductid: String(service.productId),
      oldproductname: now?.name ?? '',
      newproductid: product.id,
      newproductname: product.name,
      daysuntilrenewal: left,
      totaldays: total,
      newproductbillingcycle: next.word.toLowerCase().replace('-', ''),
      price: priced(price, currencyOf(state, client)),
    },
  };
}

/** docs: api-reference/upgradeproduct.md. What costs nothing is done at once, and what is left over becomes credit. */
function upgradeProduct(call: Call): Reply {
  const { params, state } = call;
  const service = byId(state.services, params.int('serviceid')) ?? fail('Service ID Not Found');
  const client = byId(state.clients, service.clientId);
  const known = state.gateways.map(({ module }) => module);
  if (!known.includes(params.text('paymentmethod')))
    fail(`Invalid Payment Method. Valid options include ${known.join(',')}`);
  if (params.text('type') !== 'product') fail('Invalid Upgrade Type');
  const calculated = calculate(call, service, client);
  const waits = state.upgrades.some(({ serviceId }) => serviceId === service.id);
  if (params.flag('calconly')) return { ...calculated.reply, upgradeinprogress: waits ? 1 : 0 };
  if (waits) fail('Unable to accept upgrade order. Previous upgrade invoice for service is still unpaid.');
  const order = orderOf(call, service);
  const isFree = calculated.price <= 0;
  order.amount = calculated.price;
  if (!isFree) order.invoiceId = bill(call, service, client, calculated);
  const upgrade: Upgrade = {
    orderId: order.id,
    invoiceId: order.invoiceId,
    serviceId: service.id,
    productId: calculated.productId,
    billingCycle: calculated.cycle,
    recurring: calculated.recurring,
  };
  if (isFree) carryOut(call, upgrade);
  else state.upgrades.push(upgrade);
  if (client !== undefined && calculated.price < 0)
    moveCredit(call, client, -calculated.price, `Upgrade/Downgrade Credit - Service #${service.id}`);
  call.log(`Upgrade Order Placed - Order ID: ${order.id}`, service.clientId);
  call.mailClient(client, 'Order Confirmation', { orderid: order.id });
  if (!isFree) call.mailClient(client, 'Invoice Created', { invoiceid: order.invoiceId });
  return {
    ...calculated.reply,
    id: String(order.id),
    orderid: order.id,
    order_number: String(order.number),
    invoiceid: isFree ? null : order.invoiceId,
  };
}

function orderOf(call: Call, service: Service): Order {
  const { state } = call;
  const order: Order = {
    id: issueId(state, 'orders'),
    number: state.random.int(1_000_000_000, 9_999_999_999),
    clientId: service.clientId,
    userId: byId(state.clients, service.clientId)?.ownerUserId ?? 0,
    date: call.moment,
    amount: 0,
    gateway: call.params.text('paymentmethod'),
    invoiceId: 0,
    status: 'Pending',
    ip: call.remote,
    promoCode: '',
    promoType: '',
    promoValue: '',
    transferSecret: '',
    fraudModule: '',
    fraudOutput: '',
    nameservers: '',
    notes: '',
  };
  state.orders.push(order);
  return order;
}

function bill(
  call: Call,
  service: Service,
  client: Client | undefined,
  { price, reply }: Calculated,
): number {
  const description = `Upgrade/Downgrade - ${reply.oldproductname} => ${reply.newproductname} - ${service.domain}`;
  return issueInvoice(call.state, {
    clientId: service.clientId,
    status: 'Unpaid',
    date: call.today,
    dueDate: call.today,
    gateway: call.params.text('paymentmethod'),
    taxRate: taxRateFor(call.state, client),
    at: call.moment,
    lines: [{ type: 'Upgrade', relId: service.id, description, amount: price, taxed: true }],
  }).id;
}

export const upgradeActions: Handlers = { UpgradeProduct: upgradeProduct };
