import { CATALOGUE, listAt, may, type RarelyChanges, read, whole } from '../../src/catalog/index.js';

const PRODUCT = {
  customfields: 'customfield',
  configoptions: { in: 'configoption', each: { options: 'option' } },
};

/** Orders and services, and what sets them off, change the stock of a product. */
const PRODUCT_LISTS: RarelyChanges = { unchangedBy: ['tickets', 'system', 'affiliates'] };

const isRow = (item: unknown): item is Record<string, unknown> => typeof item === 'object' && item !== null;

/** Group slug out of `…/<group slug>/<product slug>`; the sample spells the key with a dash, the history with `_`. */
function groupSlug(product: Record<string, unknown>): string | null {
  const url = String(product.product_url ?? product['product-url'] ?? '');
  const parts = url.split(/[?#]/)[0]?.split('/').filter(Boolean) ?? [];
  return parts.length >= 4 ? (parts.at(-2) ?? null) : null;
}

export const getProducts = read('whmcs_get_products', {
  title: 'List products',
  about:
    'Products with prices per currency (-1.00: cycle not offered) and options; hidden ones are not marked. Large: use fields.',
  action: 'GetProducts',
  whose: CATALOGUE,
  rarelyChanges: PRODUCT_LISTS,
  args: { pid: may.idList('Product ids'), gid: may.id('Product group'), module: may.text('Server module') },
  result: whole('products.product', { each: PRODUCT }),
  sample: {
    least: {},
    most: { pid: [1, 2], gid: 1, module: 'cpanel', limitstart: 0, limitnum: 5, fields: ['id'] },
  },
});

// The documentation has no action that lists groups: they are read off the products. Their names appear only
// on services, so a group that nobody has bought from has a slug and no name.
export const getProductGroups = read('whmcs_get_product_groups', {
  title: 'List product groups',
  about:
    'Product groups, derived from products: empty ones are missing, and name is null until a service of the group is found.',
  action: 'GetProducts',
  whose: CATALOGUE,
  rarelyChanges: PRODUCT_LISTS,
  args: {},
  after: [
    {
      action: 'GetClientsProducts',
      params: () => ({ limitnum: 100 }),
      as: 'services',
      pick: (reply) =>
        listAt(reply, 'products.product').map((service) => ({
          pid: service.pid,
          groupname: service.groupname,
        })),
    },
  ],
  result: whole('products.product', {
    fold(items, added) {
      const services = (added.services ?? []) as { pid: unknown; groupname: unknown }[];
      const names = new Map(services.map((service) => [String(service.pid), service.groupname]));
      const groups = new Map<
        string,
        { gid: unknown; name: unknown; slug: string | null; products: unknown[] }
      >();
      for (const item of items.filter(isRow)) {
        const key = String(item.gid);
        const group = groups.get(key) ?? { gid: item.gid, name: null, slug: groupSlug(item), products: [] };
        group.name ??= names.get(String(item.pid)) ?? null;
        group.products.push({ pid: item.pid, name: item.name });
        groups.set(key, group);
      }
      return [...groups.values()].sort((a, b) => Number(a.gid) - Number(b.gid));
    },
  }),
  sample: { least: {}, most: { limitstart: 0, limitnum: 5, fields: ['gid'] } },
});
