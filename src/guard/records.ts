import { type Ask, listAt, type RecordKind, type Tool, type Values } from '../catalog/index.js';
import type { Params } from '../whmcs/index.js';

export type Fields = Record<string, unknown>;

export type { Ask } from '../catalog/index.js';

/** The fields of each record that a policy can ask about, as `context.<record>.<field>`. */
export const RECORD_FIELDS: Readonly<Record<RecordKind, readonly string[]>> = {
  order: ['id', 'status', 'amount', 'age_days', 'clientid', 'invoiceid', 'paymentmethod'],
  invoice: ['id', 'status', 'total', 'balance', 'age_days', 'duedate', 'clientid', 'paymentmethod'],
  client: ['id', 'status', 'groupid', 'credit', 'age_days', 'country', 'currency'],
  service: ['id', 'status', 'product', 'pid', 'amount', 'billingcycle', 'age_days', 'clientid'],
  domain: ['id', 'status', 'name', 'registrar', 'regperiod', 'amount', 'expirydate', 'age_days', 'clientid'],
  ticket: ['id', 'status', 'priority', 'deptid', 'age_days', 'clientid'],
  quote: ['id', 'stage', 'total', 'validuntil', 'age_days', 'clientid'],
};

const DAY = 86_400_000;

/** Whole days since a date of WHMCS's, or undefined where there is none. */
function ageDays(date: unknown, now: Date): number | undefined {
  const [, day] = /^(\d{4}-\d{2}-\d{2})/.exec(String(date)) ?? [];
  const from = day === undefined || day.startsWith('0000') ? Number.NaN : Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(from) ? undefined : Math.max(0, Math.floor((now.getTime() - from) / DAY));
}

const idOf = (value: unknown) => (/^\d{1,15}$/.test(String(value)) ? Number(value) : undefined);

/** One record as `context` shows it; undefined where WHMCS has none that fits. */
type Reader = (ask: Ask, by: string, value: unknown, now: Date) => Promise<Fields | undefined>;

/** Filters that WHMCS does not know are ignored there, and everything comes back: so the row is checked. */
function only(rows: readonly Fields[], key: string, value: unknown): Fields | undefined {
  const wanted = String(value).toLowerCase();
  const found = rows.filter((row) => String(row[key]).toLowerCase() === wanted);
  return found.length === 1 ? found[0] : undefined;
}

const READERS: Readonly<Record<RecordKind, Reader>> = {
  async order(ask, _by, id, now) {
    const row = only(listAt(await ask('GetOrders', { id: Number(id) }), 'orders.order'), 'id', id);
    return (
      row && {
        id: idOf(row.id),
        status: row.status,
        amount: row.amount,
        age_days: ageDays(row.date, now),
        clientid: idOf(row.userid),
        invoiceid: idOf(row.invoiceid),
        paymentmethod: row.paymentmethod,
      }
    );
  },
  async invoice(ask, _by, id, now) {
    const row = await ask('GetInvoice', { invoiceid: Number(id) });
    if (idOf(row.invoiceid) !== id) return undefined;
    return {
      id: idOf(row.invoiceid),
      status: row.status,
      total: row.total,
      balance: row.balance,
      age_days: ageDays(row.date, now),
      duedate: row.duedate,
      clientid: idOf(row.userid),
      paymentmethod: row.paymentmethod,
    };
  },
  async client(ask, by, value, now) {
    const key = by === 'email' || by === 'clientemail' ? 'email' : 'clientid';
    const reply = await ask('GetClientsDetails', { [key]: key === 'email' ? String(value) : Number(value) });
    const row = (reply.client ?? reply) as Fields;
    const id = idOf(row.id ?? row.client_id ?? row.userid);
    if (key === 'clientid' && id !== value) return undefined;
    // Only the list says since when, and it can be searched by the start of the address alone.
    const list = listAt(
      await ask('GetClients', { search: String(row.email), limitnum: 100 }),
      'clients.client',
    );
    return {
      id,
      status: row.status,
      groupid: idOf(row.groupid),
      credit: row.credit,
      age_days: ageDays(only(list, 'id', id)?.datecreated, now),
      country: row.countrycode ?? row.country,
      currency: row.currency_code,
    };
  },
  async service(ask, _by, id, now) {
    const rows = listAt(await ask('GetClientsProducts', { serviceid: Number(id) }), 'products.product');
    const row = only(rows, 'id', id);
    return (
      row && {
        id: idOf(row.id),
        status: row.status,
        product: row.name,
        pid: idOf(row.pid),
        amount: row.recurringamount,
        billingcycle: row.billingcycle,
        age_days: ageDays(row.regdate, now),
        clientid: idOf(row.clientid),
      }
    );
  },
  async domain(ask, by, value, now) {
    const byName = by === 'domain';
    const params: Params = byName ? { domain: String(value) } : { domainid: Number(value) };
    const rows = listAt(await ask('GetClientsDomains', params), 'domains.domain');
    const row = only(rows, byName ? 'domainname' : 'id', value);
    return (
      row && {
        id: idOf(row.id),
        status: row.status,
        name: row.domainname,
        registrar: row.registrar,
        regperiod: idOf(row.regperiod),
        amount: row.recurringamount,
        expirydate: row.expirydate,
        age_days: ageDays(row.regdate, now),
        clientid: idOf(row.userid),
      }
    );
  },
  async ticket(ask, by, value, now) {
    const row = await ask(
      'GetTicket',
      by === 'ticketnum' ? { ticketnum: String(value) } : { ticketid: Number(value) },
    );
    if (by === 'ticketid' && idOf(row.ticketid) !== value) return undefined;
    return {
      id: idOf(row.ticketid),
      status: row.status,
      priority: row.priority,
      deptid: idOf(row.deptid),
      age_days: ageDays(row.date, now),
      clientid: idOf(row.userid),
    };
  },
  async quote(ask, _by, id, now) {
    const row = only(listAt(await ask('GetQuotes', { quoteid: Number(id) }), 'quotes.quote'), 'id', id);
    return (
      row && {
        id: idOf(row.id),
        stage: row.stage,
        total: row.total,
        validuntil: row.validuntil,
        age_days: ageDays(row.datecreated, now),
        clientid: idOf(row.userid),
      }
    );
  },
};

/** The records a call of the tool can name: those its arguments name, and whoever they belong to. */
export function recordsOf(tool: Tool): RecordKind[] {
  const named = Object.keys(tool.names) as RecordKind[];
  return named.length === 0 || named.includes('client') ? named : [...named, 'client'];
}

/** The records that one call names, each read once, when first asked for. */
export interface Subject {
  /** Rejects where WHMCS has no such record, or the call names none. */
  record(kind: RecordKind): Promise<Fields>;
  /** The WHMCS client that the call concerns. */
  clientId(): Promise<number>;
}

/** No record of that kind is named by the call, or WHMCS has none. */
export class NoRecord extends Error {}

export function subjectOf(tool: Tool, values: Values, ask: Ask, now: Date): Subject {
  const read = new Map<RecordKind, Promise<Fields>>();

  async function fetch(kind: RecordKind): Promise<Fields> {
    const by = tool.names[kind]?.find((arg) => values[arg] !== undefined);
    if (by !== undefined) return present(kind, await READERS[kind](ask, by, values[by], now));
    if (kind !== 'client') throw new NoRecord(`the call names no ${kind}`);
    return present('client', await READERS.client(ask, 'clientid', await owner(), now));
  }

  function present(kind: RecordKind, fields: Fields | undefined): Fields {
    if (fields?.id === undefined) throw new NoRecord(`WHMCS has no such ${kind}`);
    return fields;
  }

  async function owner(): Promise<number> {
    for (const kind of Object.keys(tool.names) as RecordKind[]) {
      if (kind === 'client' || !tool.names[kind]?.some((arg) => values[arg] !== undefined)) continue;
      const { clientid } = await record(kind);
      if (typeof clientid === 'number' && clientid > 0) return clientid;
    }
    throw new NoRecord('the call names no client');
  }

  function record(kind: RecordKind): Promise<Fields> {
    const found = read.get(kind) ?? fetch(kind);
    read.set(kind, found);
    return found;
  }

  return {
    record,
    async clientId() {
      const direct = tool.names.client?.map((arg) => values[arg]).find((value) => typeof value === 'number');
      if (typeof direct === 'number') return direct;
      const named = tool.names.client?.some((arg) => values[arg] !== undefined) ?? false;
      return named ? Number((await record('client')).id) : owner();
    },
  };
}
