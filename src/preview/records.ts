import type { Big } from 'big.js';
import { type Body, decoded, listAt } from '../catalog/index.js';
import { dayOf, near } from './days.js';
import { currencyCode, decimal, money } from './money.js';
import { counted, idOf, joined, listed } from './phrases.js';
import { quoted, word } from './quoted.js';
import { itself, type Reads, rowOf } from './reads.js';

/** One thing that was ordered. */
export interface Item {
  readonly kind: 'service' | 'domain' | 'item';
  readonly id: number;
  readonly status: unknown;
  readonly domain: string;
  readonly amount: Big | undefined;
  /** A domain that comes from elsewhere. */
  readonly isTransfer: boolean;
  readonly label: string;
}

export interface Order {
  readonly id: number;
  readonly fields: Body;
  readonly clientId: number | undefined;
  readonly invoiceId: number | undefined;
  readonly amount: Big | undefined;
  /** As far as the order itself says. */
  readonly currency: string;
  readonly items: readonly Item[];
}

function itemOf(line: Body): Item {
  const id = idOf(line.relid) ?? 0;
  const kind =
    line.type === 'product' ? 'service' : /^domain/i.test(String(line.producttype)) ? 'domain' : 'item';
  const domain = decoded(line.domain);
  const what = kind === 'domain' ? quoted(domain) : quoted(line.product);
  const on = kind === 'service' && domain !== '' ? ` for ${quoted(domain)}` : '';
  const label = `${kind === 'domain' ? 'domain' : `${kind} ${id}`} ${what}${on} (${word(line.status)})`;
  return {
    kind,
    id,
    status: line.status,
    domain,
    amount: decimal(line.amount),
    isTransfer: kind === 'domain' && /transfer/i.test(String(line.product)),
    label,
  };
}

export function readOrder(reads: Reads, id: number): Promise<Order | undefined> {
  return reads.look({
    kind: 'order',
    name: `order ${id}`,
    action: 'GetOrders',
    params: { id },
    pick(reply) {
      const row = rowOf(reply, 'orders.order', 'id', id);
      if (typeof row !== 'object') return row;
      return {
        id,
        fields: row,
        clientId: idOf(row.userid),
        invoiceId: idOf(row.invoiceid),
        amount: decimal(row.amount),
        currency: currencyCode(row.currencysuffix),
        items: listAt(row, 'lineitems.lineitem').map(itemOf),
      };
    },
  });
}

/** `1 service and 1 domain`. */
export function itemCounts(items: readonly Item[]): string {
  const kinds = (['service', 'domain', 'item'] as const).flatMap((kind) => {
    const count = items.filter((item) => item.kind === kind).length;
    return count === 0 ? [] : [counted(count, kind === 'item' ? 'other item' : kind)];
  });
  return kinds.length === 0 ? 'nothing in it' : listed(kinds);
}

export interface Invoice {
  readonly id: number;
  readonly fields: Body;
  readonly clientId: number | undefined;
  readonly total: Big | undefined;
  readonly balance: Big | undefined;
  readonly lines: readonly Body[];
}

export function readInvoice(reads: Reads, id: number): Promise<Invoice | undefined> {
  return reads.look({
    kind: 'invoice',
    name: `invoice ${id}`,
    action: 'GetInvoice',
    params: { invoiceid: id },
    pick(reply) {
      const fields = itself(reply, 'invoiceid', id);
      return (
        fields && {
          id,
          fields,
          clientId: idOf(fields.userid),
          total: decimal(fields.total),
          balance: decimal(fields.balance),
          lines: listAt(fields, 'items.item'),
        }
      );
    },
  });
}

/** `Invoice 3001 is Unpaid: 59.90 EUR, of which 59.90 EUR is open, due in 5 days (2026-03-07).` */
export function invoiceSentence(invoice: Invoice, currency: string, now: Date, name = 'Invoice'): string {
  const due = near(invoice.fields.duedate, now);
  const facts = joined(
    ', ',
    money(invoice.total, currency),
    invoice.balance === undefined ? undefined : `of which ${money(invoice.balance, currency)} is open`,
    due === undefined ? undefined : `due ${due}`,
  );
  return `${name} ${invoice.id} is ${word(invoice.fields.status)}: ${facts}.`;
}

export interface Service {
  readonly id: number;
  readonly fields: Body;
  readonly clientId: number | undefined;
  /** `“Starter” for “example.com”`. */
  readonly label: string;
  /** `server “Mercury”`; undefined where none is assigned. */
  readonly server: string | undefined;
}

export function serviceOf(row: Body): Service {
  const domain = decoded(row.domain);
  const id = idOf(row.id) ?? 0;
  const server = decoded(row.servername);
  const serverId = idOf(row.serverid) ?? 0;
  return {
    id,
    fields: row,
    clientId: idOf(row.clientid),
    label: `${quoted(row.name)}${domain === '' ? '' : ` for ${quoted(domain)}`}`,
    server: server !== '' ? `server ${quoted(server)}` : serverId > 0 ? `server ${serverId}` : undefined,
  };
}

export function readService(reads: Reads, id: number): Promise<Service | undefined> {
  return reads.look({
    kind: 'service',
    name: `service ${id}`,
    action: 'GetClientsProducts',
    params: { serviceid: id },
    pick(reply) {
      const row = rowOf(reply, 'products.product', 'id', id);
      return typeof row === 'object' ? serviceOf(row) : row;
    },
  });
}

export interface Domain {
  readonly id: number;
  readonly name: string;
  readonly fields: Body;
  readonly clientId: number | undefined;
  /** System name, or empty where none is set up. */
  readonly registrar: string;
  readonly years: number;
  readonly expiry: string | undefined;
}

export function domainOf(row: Body): Domain {
  return {
    id: idOf(row.id) ?? 0,
    name: decoded(row.domainname),
    fields: row,
    clientId: idOf(row.userid),
    registrar: decoded(row.registrar).trim(),
    years: idOf(row.regperiod) || 1,
    expiry: dayOf(row.expirydate),
  };
}

/** By its id, or else by its name. */
export function readDomain(reads: Reads, id: number | undefined, name: unknown): Promise<Domain | undefined> {
  const [column, value] = id === undefined ? ['domainname', String(name)] : ['id', id];
  return reads.look({
    kind: 'domain',
    name: id === undefined ? `domain ${quoted(name)}` : `domain ${id}`,
    action: 'GetClientsDomains',
    params: id === undefined ? { domain: String(name) } : { domainid: id },
    pick(reply) {
      const row = rowOf(reply, 'domains.domain', column, value);
      return typeof row === 'object' ? domainOf(row) : row;
    },
  });
}

export interface Quote {
  readonly id: number;
  readonly fields: Body;
  readonly clientId: number | undefined;
  readonly total: Big | undefined;
  readonly lines: readonly Body[];
}

export function readQuote(reads: Reads, id: number): Promise<Quote | undefined> {
  return reads.look({
    kind: 'quote',
    name: `quote ${id}`,
    action: 'GetQuotes',
    params: { quoteid: id },
    pick(reply) {
      const row = rowOf(reply, 'quotes.quote', 'id', id);
      if (typeof row !== 'object') return row;
      return {
        id,
        fields: row,
        clientId: idOf(row.userid),
        total: decimal(row.total),
        lines: listAt(row, 'items.item'),
      };
    },
  });
}

export interface Ticket {
  readonly fields: Body;
  readonly id: number;
  readonly clientId: number | undefined;
  readonly messages: readonly Body[];
  readonly notes: readonly Body[];
}

/** By its id, or else by the number that the customer sees. */
export function readTicket(reads: Reads, id: number | undefined, num: unknown): Promise<Ticket | undefined> {
  return reads.look({
    kind: 'ticket',
    name: id === undefined ? `ticket number ${quoted(num)}` : `ticket ${id}`,
    action: 'GetTicket',
    params: id === undefined ? { ticketnum: String(num) } : { ticketid: id },
    pick(reply) {
      const fields = id === undefined ? itself(reply, 'tid', num) : itself(reply, 'ticketid', id);
      const found = idOf(fields?.ticketid);
      if (fields === undefined || found === undefined) return undefined;
      return {
        fields,
        id: found,
        clientId: idOf(fields.userid),
        messages: listAt(fields, 'replies.reply'),
        notes: listAt(fields, 'notes.note'),
      };
    },
  });
}
