import { listAt, type Precheck } from '../../../src/catalog/index.js';
import { counted, listed } from '../../../src/prose/index.js';
import { priceInList, productIn } from '../../../src/records/index.js';
import { itemsOf } from './order-items.js';
import { domainsQuestion, productsQuestion } from './order-price.js';

/** WHMCS leaves a product that it does not have out of the order, without a word. */
export const offeredProducts: Precheck = {
  action: 'GetProducts',
  when: ({ items }) => itemsOf(items).some(({ pid }) => pid !== undefined),
  params: ({ items }) => productsQuestion(itemsOf(items)).params,
  refuse(reply, { items }) {
    const missing = itemsOf(items).flatMap(({ pid }) =>
      pid === undefined || productIn(reply, pid) !== undefined ? [] : [String(pid)],
    );
    if (missing.length === 0) return undefined;
    return {
      code: 'invalid_arguments',
      message: `items: this WHMCS has no product ${listed([...new Set(missing)])}. Nothing was sent.`,
    };
  },
};

/** The same of a domain whose ending, or number of years, is not offered. */
export const offeredDomains: Precheck = {
  action: 'GetTLDPricing',
  when: ({ items }) => itemsOf(items).some(({ domaintype }) => domaintype !== undefined),
  params: ({ clientid }) => domainsQuestion(clientid).params,
  refuse(reply, { items }) {
    // An empty price list says nothing of a single ending.
    if (listAt(reply, 'pricing').length === 0) return undefined;
    const missing = itemsOf(items).flatMap(({ domain, domaintype, regperiod = 1 }) =>
      domain === undefined ||
      domaintype === undefined ||
      priceInList(reply, domain, domaintype, regperiod) !== undefined
        ? []
        : [`${domaintype} ${domain} for ${counted(regperiod, 'year')}`],
    );
    if (missing.length === 0) return undefined;
    return {
      code: 'invalid_arguments',
      message: `items: not on the price list: ${listed(missing)}. Nothing was sent.`,
    };
  },
};
