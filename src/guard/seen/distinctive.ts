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

/**
 * Fields of client records whose values belong to one client, by the letters and digits of their names: registrars spell
 * theirs `Email Address` and `Address_1`. Names, towns and products do not.
 */
const FIELDS: Readonly<Record<string, Spell>> = {
  email: mailOf,
  emailaddress: mailOf,
  mail: mailOf,
  cc: mailOf,
  requestoremail: mailOf,
  owneremail: mailOf,
  phonenumber: phoneOf,
  phonenumberformatted: phoneOf,
  phone: phoneOf,
  telephone: phoneOf,
  telephonenumber: phoneOf,
  fax: phoneOf,
  faxnumber: phoneOf,
  address: streetOf,
  address1: streetOf,
  addressline1: streetOf,
  street: streetOf,
  street1: streetOf,
  streetaddress: streetOf,
  domain: domainOf,
  domainname: domainOf,
  invoicenum: numberOf,
  transid: numberOf,
  tid: numberOf,
  ordernum: numberOf,
  taxid: numberOf,
  bankacct: numberOf,
  gatewayid: numberOf,
  subscriptionid: numberOf,
  username: numberOf,
  dedicatedip: numberOf,
};

/** Fields that hold several values. */
const LISTS: ReadonlySet<string> = new Set(['cc']);

/** Values in a text that is JSON, or nearly: some registrars leave words unquoted. */
const PAIRS = /"([^"\\]{1,60})"\s{0,3}:\s{0,3}"((?:[^"\\]|\\.){1,500})"/g;

function pairsIn(text: string): [string, string][] {
  return [...text.matchAll(PAIRS)].map(([, name = '', value = '']) => [name, unescaped(value)]);
}

function unescaped(value: string): string {
  try {
    return String(JSON.parse(`"${value}"`));
  } catch {
    return value;
  }
}

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
 * @param whole whose the result is as a whole, where it does not say so itself
 */
export function distinctiveIn(action: string, result: unknown, whole?: string): Distinctive[] {
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
      else if (whose !== undefined) keep(name, decoded(inner), whose);
    }
  }

  function keep(name: string, text: string, owner: string): void {
    const key = name.toLowerCase().replace(/[^a-z\d]/g, '');
    const spell = Object.hasOwn(FIELDS, key) ? FIELDS[key] : undefined;
    if (spell === undefined) {
      if (text.startsWith('{')) for (const [inner, value] of pairsIn(text)) keep(inner, value, owner);
      return;
    }
    for (const one of LISTS.has(key) ? text.split(/[,;\s]+/) : [text]) {
      const spelled = spell(one);
      if (spelled !== undefined) found.push({ spelled, owner });
    }
  }

  walk(result, whole, 0);
  return found;
}
