import { idOf } from '../../catalog/index.js';
import { decoded } from '../../entities.js';
import { domainOf, mailOf, numberOf, phoneOf, type Spelled, streetOf } from './spellings.js';

/** Puts a value of one kind into its one spelling; undefined for a text that is none, or tells nobody from others. */
export type Spell = (text: string) => Spelled | undefined;

/**
 * Told a text that stands where a value of one client would, and how such a value is spelled. `owner` is the id of the
 * client; or, for somebody who is none, the mail address.
 */
export type Found = (spell: Spell, text: string, owner: string) => void;

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

/** What a field holds of one client. */
interface Field {
  readonly spell: Spell;
  readonly isList: boolean;
}

/** Names of fields that are remembered: far more than WHMCS has, and too few for replies to fill the memory. */
const MOST_NAMES = 2_000;
const LONGEST_NAME = 60;

const fieldOf = (name: string): Field | undefined => {
  const key = name.toLowerCase().replace(/[^a-z\d]/g, '');
  const spell = Object.hasOwn(FIELDS, key) ? FIELDS[key] : undefined;
  return spell && { spell, isList: LISTS.has(key) };
};

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

const OWNER_NAMES = ['userid', 'clientid', 'client_id'] as const;
const CLIENT_NAMES = [...OWNER_NAMES, 'id'] as const;

function ownerOf(fields: Fields, isClient: boolean): string | undefined {
  for (const name of isClient ? CLIENT_NAMES : OWNER_NAMES) {
    const id = idOf(fields[name]);
    if (id !== undefined && id > 0) return String(id);
  }
  // A guest's ticket and its posts.
  const guest =
    idOf(fields.userid) === 0 && typeof fields.email === 'string' ? mailOf(fields.email) : undefined;
  return guest === undefined || fields.admin ? undefined : guest;
}

const CLIENT_ACTIONS = new Set(['GetClients', 'GetClientsDetails']);

/**
 * Tells of a result's values of single clients. Posts by staff are nobody's, and so is what stands outside of any client's
 * record. `whole`: whose the result is as a whole, where it does not say so itself.
 */
export type FindDistinctive = (
  action: string,
  result: unknown,
  whole: string | undefined,
  found: Found,
) => void;

/** Makes what finds such values. It remembers names of fields, and no value. */
export function createFinder(): FindDistinctive {
  const known = new Map<string, Field | undefined>();

  function field(name: string): Field | undefined {
    const held = known.get(name);
    if (held !== undefined || known.has(name)) return held;
    const made = fieldOf(name);
    if (known.size < MOST_NAMES && name.length <= LONGEST_NAME) known.set(name, made);
    return made;
  }

  return (action, result, whole, found) => {
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
      for (const name in fields) {
        const inner = fields[name];
        if (typeof inner === 'object') walk(inner, whose, level + 1);
        else if (whose !== undefined) keep(name, inner, whose);
      }
    }

    function keep(name: string, value: unknown, owner: string): void {
      const held = field(name);
      if (held !== undefined) keepText(held, decoded(value), owner);
      // Of other fields only JSON tells more, as it is or with its bracket as an entity.
      else if (typeof value === 'string' && (value.startsWith('{') || value.startsWith('&')))
        keepPairs(decoded(value), owner);
    }

    function keepText({ spell, isList }: Field, text: string, owner: string): void {
      if (isList) for (const one of text.split(/[,;\s]+/)) found(spell, one, owner);
      else found(spell, text, owner);
    }

    function keepPairs(text: string, owner: string): void {
      if (!text.startsWith('{')) return;
      for (const [name, inner] of pairsIn(text)) {
        const held = field(name);
        if (held === undefined) keepPairs(inner, owner);
        else keepText(held, inner, owner);
      }
    }

    walk(result, whole, 0);
  };
}
