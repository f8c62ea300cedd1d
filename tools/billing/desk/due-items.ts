import { type Body, idOf, type ReadCall, type Scene, type Values } from '../../../src/catalog/index.js';
import { amountOf, type Decimal } from '../../../src/decimal.js';
import { money, near, quoted, word } from '../../../src/prose/index.js';
import { NoStake, rowsOf } from '../../../src/records/index.js';

/** Something that a client pays for again and again: how it is listed, and how its rows tell of it. */
interface Kind {
  /** The argument that names some of them. */
  readonly argument: 'serviceids' | 'domainids' | 'addonids';
  readonly what: string;
  readonly action: 'GetClientsProducts' | 'GetClientsDomains' | 'GetClientsAddons';
  readonly list: string;
  readonly owner: string;
  readonly price: string;
  label(row: Body): unknown;
}

/** More than any client has: one who has more can't be told. */
const MOST = 1_000;

export const KINDS: readonly Kind[] = [
  {
    argument: 'serviceids',
    what: 'service',
    action: 'GetClientsProducts',
    list: 'products.product',
    owner: 'clientid',
    price: 'recurringamount',
    label: (row) => row.name,
  },
  {
    argument: 'domainids',
    what: 'domain',
    action: 'GetClientsDomains',
    list: 'domains.domain',
    owner: 'userid',
    price: 'recurringamount',
    label: (row) => row.domainname,
  },
  {
    argument: 'addonids',
    what: 'addon',
    action: 'GetClientsAddons',
    list: 'addons.addon',
    owner: 'userid',
    price: 'recurring',
    label: (row) => row.name,
  },
];

export const idsIn = (values: Values, { argument }: Kind): readonly number[] =>
  Array.isArray(values[argument]) ? (values[argument] as number[]) : [];

/** The kinds of which a call names some; all of them where it names none at all. */
export function kindsOf(values: Values): readonly Kind[] {
  const named = KINDS.filter((kind) => idsIn(values, kind).length > 0);
  return named.length > 0 ? named : KINDS;
}

export const namesItems = (values: Values) => KINDS.some((kind) => idsIn(values, kind).length > 0);

const paramsOf = ({ action }: Kind, { clientid }: Values) =>
  action === 'GetClientsAddons'
    ? { clientid: Number(clientid) }
    : { clientid: Number(clientid), limitnum: MOST };

/** The rows of the client's; undefined where the answer does not hold them all. */
function ownRows({ list, owner }: Kind, reply: Body, { clientid }: Values): Body[] | undefined {
  const rows = rowsOf(reply, list);
  if (rows === undefined || Number(reply.totalresults) > rows.length) return undefined;
  return rows.filter((row) => idOf(row[owner]) === clientid);
}

async function rowsOfKind(kind: Kind, { ask, values }: Pick<ReadCall, 'ask' | 'values'>): Promise<Body[]> {
  const rows = ownRows(kind, await ask(kind.action, paramsOf(kind, values)), values);
  if (rows === undefined) throw new NoStake(`WHMCS does not list all ${kind.what}s of the client`);
  return rows;
}

/** What of the named is not one of the client's, as `service 118`. Rejects where that can't be read. */
export async function othersItems(call: Pick<ReadCall, 'ask' | 'values'>): Promise<string[]> {
  const found = await Promise.all(
    KINDS.filter((kind) => idsIn(call.values, kind).length > 0).map(async (kind) => {
      const own = new Set((await rowsOfKind(kind, call)).map(({ id }) => idOf(id)));
      return idsIn(call.values, kind)
        .filter((id) => !own.has(id))
        .map((id) => `${kind.what} ${id}`);
    }),
  );
  return found.flat();
}

/** What one period of each named one costs. */
export async function pricesOfNamed(call: ReadCall): Promise<Decimal[]> {
  const prices = await Promise.all(
    kindsOf(call.values).map(async (kind) => {
      const ids = idsIn(call.values, kind);
      const rows = (await rowsOfKind(kind, call)).filter(({ id }) => ids.includes(idOf(id) ?? 0));
      if (rows.length < new Set(ids).size) throw new NoStake(`the client has no such ${kind.what}`);
      return rows.map((row) => {
        const price = amountOf(row[kind.price]);
        if (price === undefined) throw new NoStake(`a ${kind.what} does not show its price`);
        return price;
      });
    }),
  );
  return prices.flat();
}

/** Something that may be invoiced, in a line, and what of that does not change by itself. */
export interface ItemLine {
  readonly line: string;
  readonly fact: string;
}

/** What the client pays for again and again, or what is named of it: what is due first comes first. */
export async function itemLines(scene: Scene, currency: string): Promise<ItemLine[]> {
  const { values, reads, now } = scene;
  const lists = await Promise.all(
    kindsOf(values).map(async (kind) => {
      const ids = idsIn(values, kind);
      const rows = await reads.look({
        name: `the ${kind.what}s of client ${Number(values.clientid)}`,
        action: kind.action,
        params: paramsOf(kind, values),
        pick: (reply) => ownRows(kind, reply, values),
      });
      return (rows ?? [])
        .filter((row) => (ids.length > 0 ? ids.includes(idOf(row.id) ?? 0) : isRunning(row)))
        .map((row) => ({
          due: String(row.nextduedate),
          fact: `${kind.what} ${idOf(row.id)} ${row.status} ${row[kind.price]} ${row.nextduedate} ${kind.label(row)}`,
          line: `${kind.what} ${idOf(row.id)} ${quoted(kind.label(row))} is ${word(row.status)}: ${money(amountOf(row[kind.price]), currency)}, due ${near(row.nextduedate, now) ?? 'on no day'}`,
        }));
    }),
  );
  return lists.flat().sort((a, b) => a.due.localeCompare(b.due));
}

const isRunning = ({ status }: Body) => status === 'Active' || status === 'Suspended';
