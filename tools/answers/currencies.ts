import type { Body, Calls } from '../../src/catalog/index.js';
import { itemsOf, textIn } from './rows.js';

/** The code of the currency that a client pays in; undefined where that could not be read. */
export type CurrencyOf = (clientid: unknown) => string | undefined;

/** Invoices that are read to learn what their clients pay in. */
const MOST_READ = 1_500;

/** The installation's currencies, by id. */
export async function currencies({ part }: Calls): Promise<ReadonlyMap<number, string>> {
  const rows = itemsOf(await part('currencies', 'whmcs_get_currencies', {}));
  return new Map(rows.map((row) => [Number(row.id), textIn(row, 'code')]));
}

/** What clients pay in, by their invoices: rows of those name it. */
export function currencyByInvoices(
  codes: ReadonlyMap<number, string>,
  invoices: readonly Body[],
): CurrencyOf {
  const [only, ...others] = codes.values();
  if (only !== undefined && others.length === 0) return () => only;
  const known = new Map(invoices.map((row) => [String(row.userid), textIn(row, 'currencycode')]));
  return (clientid) => known.get(String(clientid));
}

/** The same for these clients: invoices are read only where there is more than one currency, and only until all are known. */
export async function currencyOfClients(
  calls: Calls,
  codes: ReadonlyMap<number, string>,
  clients: Iterable<unknown>,
): Promise<CurrencyOf> {
  const wanted = new Set([...clients].map(String));
  if (codes.size === 1 || wanted.size === 0) return currencyByInvoices(codes, []);
  const { rows } = await calls.list(
    'currencies of clients',
    'whmcs_get_invoices',
    { orderby: 'id', order: 'desc' },
    {
      fields: ['id', 'userid', 'currencycode'],
      most: MOST_READ,
      until(row) {
        wanted.delete(String(row.userid));
        return wanted.size === 0;
      },
    },
  );
  return currencyByInvoices(codes, rows);
}
