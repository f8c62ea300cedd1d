import {
  type Body,
  listAt,
  type Reads,
  type Scene,
  type Sketch,
  type Values,
} from '../../../src/catalog/index.js';
import { amountOf } from '../../../src/decimal.js';
import { counted, listed, MAIL_STAYS, money, quoted, where } from '../../../src/prose/index.js';
import { clientFacts, collated, type Person, personOf } from '../../../src/records/index.js';
import { itemsOf, type OrderItem } from './order-items.js';
import { domainsQuestion, type PricedItem, pricedItems, productsQuestion, sumOf } from './order-price.js';

const MOST_ITEMS = 6;

async function listsSeen(reads: Reads, items: readonly OrderItem[], clientid: unknown) {
  const [products, domains] = await Promise.all([
    items.some(({ pid }) => pid !== undefined)
      ? reads.look({
          name: 'the prices of the products',
          ...productsQuestion(items),
          pick: (reply) => (listAt(reply, 'products.product').length === 0 ? undefined : reply),
        })
      : undefined,
    items.some(({ domaintype }) => domaintype !== undefined)
      ? reads.look({
          name: 'the prices of the domains',
          ...domainsQuestion(clientid),
          pick: (reply) => (listAt(reply, 'pricing').length === 0 ? undefined : reply),
        })
      : undefined,
  ]);
  return { products: products ?? {}, domains: domains ?? {} };
}

function readPromotion(reads: Reads, code: unknown): Promise<Body | undefined> {
  return reads.look({
    name: `the promotion ${quoted(code, 40)}`,
    action: 'GetPromotions',
    params: { code: String(code) },
    pick: (reply) =>
      listAt(reply, 'promotions.promotion').find((row) => collated(row.code) === collated(code)),
  });
}

function itemSentence({ item, product, cycle, listed: price, asked }: PricedItem, currency: string): string {
  const { pid, qty = 1, domain, hostname, domaintype, regperiod = 1, addons } = item;
  const name = product === undefined ? `product ${pid}` : quoted(product.name);
  const on = domain ?? hostname;
  const what =
    pid === undefined
      ? ''
      : `${qty === 1 ? '' : `${qty} × `}${name}${on === undefined ? '' : ` for ${quoted(on)}`}${cycle === undefined || cycle === '' ? '' : `, ${cycle}`}`;
  const registered =
    domaintype === undefined
      ? ''
      : `the ${domaintype === 'transfer' ? 'transfer' : 'registration'} of ${quoted(domain)} for ${counted(regperiod, 'year')}`;
  const both = [
    what,
    registered,
    addons === undefined ? '' : `${counted(addons.length, 'addon')} (${addons.join(', ')})`,
  ]
    .filter((part) => part !== '')
    .join(', with ');
  if (price === undefined || asked === undefined) return `${both}: its price does not show.`;
  return price.eq(asked)
    ? `${both}: ${money(price, currency)}.`
    : `${both}: ${money(asked, currency)}, where the price list asks ${money(price, currency)}.`;
}

function promotionSentence(row: Body, { promooverride }: Values, now: Date): string {
  const value = amountOf(row.value);
  const off = row.type === 'Percentage' ? `${value?.toFixed() ?? '?'} %` : money(value);
  const [end, today] = [String(row.expirationdate), now.toISOString().slice(0, 10)];
  const isOver =
    (/^[1-9]/.test(end) && end < today) ||
    (Number(row.maxuses) > 0 && Number(row.uses) >= Number(row.maxuses));
  const scope = promooverride === true ? 'whatever it is for' : 'where it fits';
  return `The promotion ${quoted(row.code, 40)} (${quoted(row.type, 30)}, ${off}) is counted ${scope}${isOver ? '; it seems to be over' : ''}.`;
}

function totalSentence(priced: readonly PricedItem[], currency: string): string {
  const [list, asked] = [sumOf(priced.map((one) => one.listed)), sumOf(priced.map((one) => one.asked))];
  if (list === undefined || asked === undefined) return 'What it comes to in all does not show.';
  const own = list.eq(asked) ? '' : `, where the price list asks ${money(list, currency)}`;
  return `That is ${money(asked, currency)} now${own}, before tax and promotions.`;
}

function invoiceSentences(
  { noinvoice, noinvoiceemail, noemail }: Values,
  { client, mail }: Person,
): (string | undefined)[] {
  return [
    noinvoice === true
      ? 'No invoice is made.'
      : `An invoice is made and the client can see it${noinvoiceemail === true ? '' : `; it is mailed to ${mail}`}.`,
    where(
      noinvoice !== true && client?.credit?.gt(0) === true,
      'WHMCS may pay it out of the credit of the client, and set up what is paid.',
    ),
    confirmationSentence(noemail, noinvoice === true || noinvoiceemail === true, mail),
  ];
}

function confirmationSentence(noemail: unknown, isInvoiceKept: boolean, mail: string): string {
  if (noemail !== true) return `A confirmation is mailed to ${mail}.`;
  return isInvoiceKept ? 'No mail is sent.' : 'No order confirmation is mailed.';
}

/** What an order holds and costs, by the price lists, before anybody agrees to it. */
export async function previewOrder(scene: Scene): Promise<Sketch> {
  const { values, reads, now } = scene;
  const items = itemsOf(values.items);
  const [person, lists, promotion] = await Promise.all([
    personOf(scene, Number(values.clientid)),
    listsSeen(reads, items, values.clientid),
    values.promocode === undefined ? undefined : readPromotion(reads, values.promocode),
  ]);
  const { currency } = person;
  const priced = pricedItems(items, { ...lists, currency });
  const each = priced.map((one) => itemSentence(one, currency));
  const more = each.slice(MOST_ITEMS);
  const isMailed = values.noemail !== true || (values.noinvoice !== true && values.noinvoiceemail !== true);
  const hosts = values.nameservers as readonly string[] | undefined;
  return {
    title: `Enter an order of ${counted(items.length, 'item')} for ${person.label}`,
    sentences: [
      person.whose,
      ...each.slice(0, MOST_ITEMS).map((one) => `Ordered: ${one}`),
      where(more.length > 0, `Details show ${counted(more.length, 'more item')}.`),
      totalSentence(priced, currency),
      promotion && promotionSentence(promotion, values, now),
      ...invoiceSentences(values, person),
      hosts && `Its domains point to ${listed(hosts.map((host) => quoted(host, 60)))}.`,
      values.contactid === undefined ? undefined : `Contact ${values.contactid} stands for its domains.`,
      values.affid === undefined ? undefined : `Affiliate ${values.affid} earns by it.`,
      values.clientip === undefined
        ? undefined
        : `It is entered as if they had ordered from the address ${quoted(values.clientip, 45)}.`,
      'It is Pending: no server and no registrar is called before it is accepted.',
    ],
    irreversible: [where(isMailed, MAIL_STAYS)],
    gentler:
      values.noinvoice === true
        ? undefined
        : 'Enter it with noinvoice and noemail: the client hears and owes nothing until a person has looked at it.',
    details: more.map((value) => ({ label: 'also ordered', value })),
    snapshot: {
      ...clientFacts(person),
      'client.currency': person.client?.currency,
      'client.credit': person.client?.fields.credit,
      'order.prices': priced.map((one) => `${one.listed?.toFixed() ?? '-'} ${one.asked?.toFixed() ?? '-'}`),
      'order.promotion': promotion && `${promotion.type} ${promotion.value} ${promotion.expirationdate}`,
      'mail.to': isMailed ? person.client?.email : undefined,
    },
  };
}
