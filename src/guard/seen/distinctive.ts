import { idOf } from '../../catalog/index.js';
import { decoded } from '../../entities.js';
import { domainOf, mailOf, numberOf, phoneOf, type Spelled, streetOf } from './spellings.js';

/** A value that tells of one client. */
export interface Distinctive {
  readonly spelled: Spelled;
  /** Id of the client; or, for somebody who is none, the mail address. */
  readonly owner: string;
}

type Spell = (text: string) => Spelled | undefined;

/** Fields of client records whose values belong to one client. Names, towns and products do not. */
const FIELDS: Readonly<Record<string, Spell>> = {
  email: mailOf,
  requestor_email: mailOf,
  owner_email: mailOf,
  phonenumber: phoneOf,
  phonenumberformatted: phoneOf,
  phone: phoneOf,
  telephonenumber: phoneOf,
  address1: streetOf,
  domain: domainOf,
  domainname: domainOf,
  invoicenum: numberOf,
  transid: numberOf,
  tid: numberOf,
  ordernum: numberOf,
  tax_id: numberOf,
  bankacct: numberOf,
  gatewayid: numberOf,
  subscriptionid: numberOf,
};

/** Deeper replies are none of WHMCS's. */
const MOST_LEVELS = 12;

type Fields = Record<string, unknown>;

function ownerOf(fields: Fields, isClient: boolean): string | undefined {
  const id = ['userid', 'clientid', 'client_id', ...(isClient ? ['id'] : [])]
    .map((name) => idOf(fields[name]))
    .find((one) => one !== undefined && one > 0);
  if (id !== undefined) return String(id);
  // A guest's ticket and its posts.
  const guest =
    idOf(fields.userid) === 0 && typeof fields.email === 'string' ? mailOf(fields.email) : undefined;
  return guest === undefined || fields.admin ? undefined : guest;
}

const CLIENT_ACTIONS = new Set(['GetClients', 'GetClientsDetails']);

/**
 * What a result tells of single clients. Posts by staff are nobody's, and so is what stands outside of any client's record.
 */
export function distinctiveIn(action: string, result: unknown): Distinctive[] {
  const found: Distinctive[] = [];
  const isClient = CLIENT_ACTIONS.has(action);

  function walk(value: unknown, owner: string | undefined, level: number): void {
    if (level > MOST_LEVELS || typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) {
      for (const item of value) walk(item, owner, level + 1);
      return;
    }
    const fields = value as Fields;
    const byStaff = typeof fields.admin === 'string' && fields.admin !== '';
    const whose = byStaff ? undefined : (ownerOf(fields, isClient && owner === undefined) ?? owner);
    for (const [name, inner] of Object.entries(fields)) {
      if (typeof inner === 'object') walk(inner, whose, level + 1);
      else if (whose !== undefined && Object.hasOwn(FIELDS, name.toLowerCase())) {
        const spelled = FIELDS[name.toLowerCase()]?.(decoded(inner));
        if (spelled !== undefined) found.push({ spelled, owner: whose });
      }
    }
  }

  walk(result, undefined, 0);
  return found;
}
