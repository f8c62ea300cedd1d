import { z } from 'zod';
import { line, may, need, type Params, serialized } from '../../../src/catalog/index.js';
import { once } from '../../../src/once.js';
import { CYCLES } from './cycles.js';

const text = (max: number) => z.string().min(1).max(max);
const field = once(() => z.strictObject({ id: line.id(), value: text(65_535) }));
const option = once(() =>
  z.strictObject({ id: line.id(), value: z.int().min(0).describe('Choice, or amount') }),
);
const domainName = need.domain().schema as () => z.ZodType<string>;

/** One thing that is ordered: a product, a domain, or a product with the domain that is ordered for it. */
export const orderItem = once(() =>
  z
    .strictObject({
      pid: line.id().optional().describe('Product id'),
      qty: z.int().min(1).max(100).optional(),
      billingcycle: z.enum(CYCLES).optional().describe('The first that is offered when left out'),
      domain: domainName().optional(),
      domaintype: z.enum(['register', 'transfer']).optional().describe('Order the domain too'),
      regperiod: z.int().min(1).max(10).optional().describe('Years'),
      idnlanguage: text(10).optional().describe('Language code of an IDN'),
      priceoverride: line.money({ sign: 'zero' }).optional().describe('Instead of the list price'),
      domainpriceoverride: line.money({ sign: 'zero' }).optional().describe('The same of the domain'),
      domainrenewoverride: line.money({ sign: 'zero' }).optional().describe('The same of its renewals'),
      addons: z.array(line.id()).min(1).max(50).optional().describe("Ids of the shop's addons"),
      customfields: z.array(field()).min(1).max(50).optional().describe('By the id of the field'),
      configoptions: z.array(option()).min(1).max(50).optional().describe('By the id of the option'),
      hostname: text(253).optional().describe('Of a server'),
      ns1prefix: text(63).optional().describe('Such as ns1'),
      ns2prefix: text(63).optional().describe('Such as ns2'),
      dnsmanagement: z.boolean().optional().describe('For the domain'),
      emailforwarding: z.boolean().optional().describe('For the domain'),
      idprotection: z.boolean().optional().describe('For the domain'),
    })
    .refine(
      ({ pid, domaintype }) => pid !== undefined || domaintype !== undefined,
      'must have pid, or domain and domaintype',
    )
    .refine(
      ({ domaintype, domain }) => domaintype === undefined || domain !== undefined,
      'domaintype needs domain',
    ),
);

export type OrderItem = z.output<ReturnType<typeof orderItem>>;

export const itemsOf = (value: unknown): readonly OrderItem[] =>
  Array.isArray(value) ? (value as OrderItem[]) : [];

const byId = (rows: readonly { id: number; value: string | number }[]) =>
  Object.fromEntries(rows.map(({ id, value }) => [id, value]));

/** Each parameter of an item as WHMCS takes it. */
function inWhmcsWords({ addons, customfields, configoptions, ...plain }: OrderItem): Params {
  return {
    ...plain,
    ...(addons === undefined ? {} : { addons: addons.join(',') }),
    ...(customfields === undefined ? {} : { customfields: serialized(byId(customfields)) }),
    ...(configoptions === undefined ? {} : { configoptions: serialized(byId(configoptions)) }),
  };
}

/** Items as parallel arrays: `pid[0]`, `domain[0]`, `pid[1]`, …; what an item does not have is left out at its place. */
export function parallel(items: readonly OrderItem[]): Params {
  const arrays: Record<string, Record<string, Params[string]>> = {};
  for (const [position, item] of items.entries()) {
    for (const [name, value] of Object.entries(inWhmcsWords(item))) {
      if (value === undefined) continue;
      arrays[name] ??= {};
      arrays[name][position] = value;
    }
  }
  return arrays;
}

/** Name servers for all domains of an order. */
export const orderNameservers = () => {
  const arg = may.nameservers('For all its domains');
  return {
    ...arg,
    encode: (value: unknown) =>
      Object.fromEntries((value as string[]).map((host, position) => [`nameserver${position + 1}`, host])),
  };
};
