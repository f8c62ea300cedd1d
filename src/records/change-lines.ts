import { type Body, sameText, type Tool, type Values } from '../catalog/index.js';
import { capital, counted, isOwnWord, listed, oneLine, valueText } from '../prose/index.js';
import { REPEAT_OF } from '../terms.js';

/** One field that a call changes. */
export interface Change {
  readonly name: string;
  /** Undefined where WHMCS does not show it. */
  readonly before: unknown;
  readonly after: unknown;
}

/** Arguments that name the record or say how the call is made, and change nothing by themselves. */
const ASIDE: ReadonlySet<string> = new Set([
  'clientid',
  'clientemail',
  'invoiceid',
  'ticketid',
  'skipvalidation',
  'markdown',
  REPEAT_OF,
]);

/** Flags that ask for something when they are true, and for nothing when they are not. */
const ORDERS: ReadonlySet<string> = new Set([
  'clearcreditcard',
  'removeFlag',
  'publish',
  'publishandsendemail',
]);

/** Where a record shows an argument under another name. */
const COLUMNS: Readonly<Record<string, string>> = {
  country: 'countrycode',
  paymentmethod: 'defaultgateway',
  marketingoptin: 'marketing_emails_opt_in',
  created: 'date',
};

const LABELS: Readonly<Record<string, string>> = {
  firstname: 'first name',
  lastname: 'last name',
  companyname: 'company',
  email: 'e-mail address',
  address1: 'address',
  address2: 'address, second line',
  phonenumber: 'phone number',
  tax_id: 'tax id',
  currency: 'currency id',
  groupid: 'client group id',
  paymentmethod: 'payment method',
  clientip: 'IP address',
  email_preferences: 'mail preferences',
  clearcreditcard: 'stored card',
  marketingoptin: 'marketing mails',
  latefeeoveride: 'exempt from late fees',
  overideduenotices: 'no overdue notices',
  taxexempt: 'tax exempt',
  separateinvoices: 'separate invoices',
  disableautocc: 'no automatic card charges',
  overrideautoclose: 'kept out of automatic closing',
  taxrate: 'tax rate',
  taxrate2: 'second tax rate',
  duedate: 'due date',
  datepaid: 'date of payment',
  deptid: 'department id',
  userid: 'client id',
  cc: 'copies to',
  created: 'date of opening',
  items: 'lines',
  newitems: 'lines',
  deletelineids: 'lines',
  publish: 'publishing',
  publishandsendemail: 'publishing and mailing',
  message: 'opening message',
  flag: 'flagged to administrator',
  removeFlag: 'flag',
  preventClientClosure: 'client may not close it',
};

const isObject = (value: unknown): value is Body =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const shown = (record: Body, name: string): unknown => record[name] ?? record[COLUMNS[name] ?? name];

/** The values that the call replaces, in the words of its arguments, as the row itself keeps them for an undo. */
function formerOf({ undo }: Pick<Tool, 'undo'>, reply: Body, values: Values): Body {
  return typeof undo === 'object' ? (undo.before?.keep(reply, values) ?? {}) : {};
}

/** A field of fields, such as `email_preferences`, is a change for each of them. */
function spread(name: string, before: unknown, after: unknown): Change[] {
  if (!isObject(after)) return [{ name, before, after }];
  const former = isObject(before) ? before : {};
  return Object.entries(after).map(([key, value]) => ({
    name: `${name}.${key}`,
    before: former[key],
    after: value,
  }));
}

/**
 * Old and new of each field that the call changes.
 * @param reply what `undo` of the row reads; undefined where it could not be read.
 * @param record the fields in it.
 */
export function changesOf(
  tool: Pick<Tool, 'undo'>,
  values: Values,
  reply: Body | undefined,
  record: Body | undefined,
): Change[] {
  const former = reply === undefined ? {} : formerOf(tool, reply, values);
  return Object.entries(values)
    .filter(
      ([name, value]) => value !== undefined && !ASIDE.has(name) && !(ORDERS.has(name) && value === false),
    )
    .flatMap(([name, after]) =>
      spread(name, former[name] ?? (record === undefined ? undefined : shown(record, name)), after),
    );
}

export function labelOf(name: string): string {
  const [field = name, key] = name.split('.');
  const label = LABELS[field] ?? field.replaceAll('_', ' ');
  if (key === undefined) return label;
  return field === 'customfields' ? `custom field ${key}` : `${label}, ${key}`;
}

const FLAGS: ReadonlyMap<string, boolean> = new Map([
  ['1', true],
  ['true', true],
  ['on', true],
  ['0', false],
  ['false', false],
  ['', false],
]);

/** The old value as the argument would spell it: WHMCS has many spellings of yes and no, and zeros for no date. */
function known({ before, after }: Change): unknown {
  if (typeof after === 'boolean') return FLAGS.get(String(before).toLowerCase()) ?? before;
  if (typeof after === 'number' && /^\d{1,15}$/.test(String(before))) return Number(before);
  return /^0000-00-00/.test(String(before)) ? '' : before;
}

const NUMBER = /^-?\d{1,15}(?:\.\d{1,8})?$/;
/** Dates and numbers, in which nobody can hide a sentence. */
const PLAIN = new RegExp(`${/^\d{4}-\d{2}-\d{2}(?: \d{2}:\d{2}:\d{2})?$/.source}|${NUMBER.source}`);

function side(value: unknown): string {
  if (value === undefined || value === null) return '(not shown)';
  const isBare = typeof value === 'string' && (PLAIN.test(value) || isOwnWord(value));
  return isBare ? value : valueText(value, 120);
}

function isSame(change: Change): boolean {
  const { after } = change;
  const before = known(change);
  if (before === undefined) return false;
  if (Array.isArray(after)) return JSON.stringify(before) === JSON.stringify(after);
  if (typeof after !== 'string') return before === after;
  const areNumbers = NUMBER.test(after) && NUMBER.test(String(before));
  return areNumbers ? Number(before) === Number(after) : sameText(before, after);
}

/** `City: “Berlin” → “Hamburg”.` */
export function changeSentence(change: Change): string {
  const label = capital(labelOf(change.name));
  return isSame(change)
    ? `${label}: stays ${side(change.after)}.`
    : `${label}: ${side(known(change))} → ${side(change.after)}.`;
}

/** What others hang on, in this order; an agent could else hide them behind many that don't matter. */
const WEIGHTY = [
  'status',
  'email',
  'clearcreditcard',
  'publishandsendemail',
  'publish',
  'userid',
  'credit',
  'paymentmethod',
  'currency',
  'taxexempt',
  'disableautocc',
];

function weightOf({ name }: Change): number {
  const place = WEIGHTY.indexOf(name);
  return place === -1 ? WEIGHTY.length : place;
}

const MOST_CHANGES = 12;

/** Weightiest first, and what does not differ at the end. `left`: what is too much for a glance. */
export function changeSentences(changes: readonly Change[]): { shown: string[]; left: string[] } {
  const differing = changes.filter((change) => !isSame(change)).sort((a, b) => weightOf(a) - weightOf(b));
  const same = changes.filter(isSame);
  const sentences = [...differing, ...same].map(changeSentence);
  const left = sentences.slice(MOST_CHANGES);
  return {
    shown: [
      ...sentences.slice(0, MOST_CHANGES),
      ...(left.length === 0 ? [] : [`Details show ${counted(left.length, 'more field')}.`]),
    ],
    left,
  };
}

/** The fields that the call names, for a title: weightiest first. */
export function changedFields(changes: readonly Change[]): string {
  const sorted = [...changes].sort((a, b) => weightOf(a) - weightOf(b));
  return listed([...new Set(sorted.map(({ name }) => labelOf(name.split('.')[0] ?? name)))]);
}

function formerText(change: Change): unknown {
  const before = known(change);
  if (before === undefined || before === null) return undefined;
  if (typeof before === 'object') return JSON.stringify(before);
  return typeof before === 'boolean' ? String(before) : oneLine(before) || '(empty)';
}

/** The old values that a person saw, by which a change underneath is noticed. */
export const formerFacts = (changes: readonly Change[]): Record<string, unknown> =>
  Object.fromEntries(changes.map((change) => [`before.${change.name}`, formerText(change)]));
