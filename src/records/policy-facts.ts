import type { Ask, Body, RecordKind } from '../catalog/index.js';
import { clientRecord } from './client.js';
import { domainRecord } from './domain.js';
import { invoiceRecord } from './invoice.js';
import { orderRecord } from './order.js';
import { quoteRecord } from './quote.js';
import type { OwnWrites, RecordType } from './record.js';
import { serviceRecord } from './service.js';
import { ticketRecord } from './ticket.js';

export const RECORDS: Readonly<Record<RecordKind, RecordType>> = {
  order: orderRecord,
  invoice: invoiceRecord,
  client: clientRecord,
  service: serviceRecord,
  domain: domainRecord,
  ticket: ticketRecord,
  quote: quoteRecord,
};

/** The fields of each record that a policy can ask about, as `context.<record>.<field>`. */
export const POLICY_FIELDS: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries(RECORDS).map(([kind, { policy, policyByName }]) => [
    kind,
    [...Object.keys(policy), ...Object.keys(policyByName ?? {})],
  ]),
);

/** The only words of those fields that have no others, by path. */
export const POLICY_WORDS: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries(RECORDS).flatMap(([kind, { words = {} }]) =>
    Object.entries(words).map(([field, all]) => [`context.${kind}.${field}`, all]),
  ),
);

/**
 * One record as `context` shows it; undefined where the reply does not show the one that was asked for.
 * @param argument the argument of the call that names it.
 */
export async function policyFacts(
  kind: RecordKind,
  argument: string,
  value: unknown,
  at: { ask: Ask; now: Date },
): Promise<Body | undefined> {
  const { action, params, pick, policy } = RECORDS[kind];
  const row = pick(await at.ask(action, params(argument, value)), argument, value);
  if (typeof row !== 'object') return undefined;
  const fields = Object.entries(policy).map(async ([name, field]) => [name, await field(row, at)] as const);
  return Object.fromEntries(await Promise.all(fields));
}

/** One of the fields that are read only where they are named; undefined where WHMCS does not tell it. */
export async function namedFact(
  kind: RecordKind,
  name: string,
  fields: Body,
  at: { ask: Ask; now: Date; own: OwnWrites },
): Promise<unknown> {
  return RECORDS[kind].policyByName?.[name]?.(fields, at);
}

/** The names of those fields. */
export const namedFacts = (kind: RecordKind): readonly string[] =>
  Object.keys(RECORDS[kind].policyByName ?? {});
