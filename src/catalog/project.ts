import { decoded } from '../entities.js';
import { isObject, mapItems, mapMembers } from '../json/index.js';
import { listOf, unflatten, zeroDates } from '../whmcs/index.js';
import type { Inner, ListShape, Nested, RecordShape, ResultShape } from './shape.js';
import type { Body } from './side-read.js';

export interface Page {
  offset: number;
  limit: number;
  /** Columns to keep of each item; all of them when left out. */
  fields?: readonly string[];
  /** Key of the one item to keep, where the list is keyed. */
  only?: unknown;
}

/** A reply that says success and holds not what the action returns; to show it would be to invent an answer. */
export class Misshapen extends Error {}

const OWN_WORDS: unique symbol = Symbol('own words');

/**
 * A result with a sentence of this program's own beside it, and nothing that a reply could hold: what walks over the
 * names of a record never meets it, so that it is neither searched nor taken for an outsider's, and no outsider can
 * write one.
 */
export function withOwnWords<T extends object>(result: T, words: string): T {
  return { ...result, [OWN_WORDS]: words };
}

/** What was said beside a result by `withOwnWords`. */
export function ownWordsOf(result: unknown): string | undefined {
  return (result as { [OWN_WORDS]?: string } | null | undefined)?.[OWN_WORDS];
}

const PICTURE: unique symbol = Symbol('picture');

/** A picture as clients are given it; `data` is base64. */
export interface ShownPicture {
  readonly mimeType: string;
  readonly data: string;
}

/** A result with a picture beside it, which nothing that a reply holds can be. */
export function withPicture<T extends object>(result: T, picture: ShownPicture): T {
  return { ...result, [PICTURE]: picture };
}

/** The picture beside a result. */
export function pictureOf(result: unknown): ShownPicture | undefined {
  return (result as { [PICTURE]?: ShownPicture } | null | undefined)?.[PICTURE];
}

const CUT_HERE = 'WHMCS sends this list whole; it is cut into pages here.';

const PAGING_KEYS = new Set(['result', 'totalresults', 'startnumber', 'numreturned']);

/**
 * Names whose value is a record's id in every reply. WHMCS writes the same id as 1 here and "1" there; a caller
 * that copies it into the next call needs a number.
 */
const ID_KEY =
  /^(id|pid|gid|(client|user|order|invoice|service|domain|server|contact|dept|ticket|quote|affiliate|promo|rel|role|admin|owner|owner_user|requestor|client_|currency|group)_?id)$/i;
const DIGITS = /^(0|[1-9]\d{0,14})$/;
// Most texts begin with no figure, and need no pattern.
const isDigits = (text: string) => text.charCodeAt(0) <= 0x39 && DIGITS.test(text);

const asText = (value: unknown) =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

const folded = (text: string) => text.normalize('NFC').replace(/\s+/g, ' ').trim();

/**
 * Whether a text that WHMCS shows is the one it was sent. Line ends and runs of blanks are its own; whether it encoded
 * the text differs from field to field, so either counts.
 */
export function sameText(shown: unknown, sent: unknown): boolean {
  const wanted = folded(asText(sent));
  return folded(decoded(shown)) === wanted || folded(asText(shown)) === wanted;
}

/** No id has more than 15 digits. */
const ID_END = 1e15;

/** An id or a count, which WHMCS writes as a number here and as text there. */
export function idOf(value: unknown): number | undefined {
  if (typeof value === 'number')
    return Number.isInteger(value) && value >= 0 && value < ID_END ? value : undefined;
  return typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : undefined;
}

/** The rows at `plural.singular`, or at `plural` where WHMCS leaves the list flat. */
export function listAt(reply: Body, path: string): Body[] {
  const [key = path, inner] = path.split('.');
  return rowsOf(unflatten(reply)[key], inner ?? null).filter(isObject);
}

function rowsOf(value: unknown, inner: string | null): unknown[] {
  const list = inner !== null && isObject(value) && inner in value ? value[inner] : value;
  // WHMCS fills an empty list of attachments with one empty list.
  return listOf(list).filter((row) => !(Array.isArray(row) && row.length === 0));
}

function plain(value: unknown, key = ''): unknown {
  if (typeof value === 'string') return isDigits(value) && ID_KEY.test(key) ? Number(value) : value;
  if (typeof value !== 'object' || value === null) return value;
  return Array.isArray(value) ? mapItems(value, plainItem) : mapMembers(value, plain);
}

const plainItem = (item: unknown) => plain(item);

function unnest(item: unknown, each: Nested): unknown {
  if (!isObject(item)) return item;
  let out: Body | undefined;
  for (const [key, inner] of Object.entries(each)) {
    // A list that WHMCS left out stays out: only the caller's columns decide what is missing.
    if (!(key in item)) continue;
    out ??= { ...item };
    out[key] = unnestList(item[key], inner);
  }
  return out ?? item;
}

function unnestList(value: unknown, inner: Inner): unknown[] {
  const { in: singular, each } =
    typeof inner === 'object' && inner !== null ? inner : { in: inner, each: {} };
  return rowsOf(value, singular).map((row) => unnest(row, each));
}

function keyedRows(value: unknown, keyedBy: string): unknown[] {
  if (!isObject(value)) return listOf(value);
  return Object.entries(value).map(([name, row]) => (isObject(row) ? { [keyedBy]: name, ...row } : row));
}

function count(value: unknown): number | undefined {
  return typeof value === 'number' || (typeof value === 'string' && /^\d+$/.test(value))
    ? Number(value)
    : undefined;
}

function pick(item: unknown, fields: readonly string[]): unknown {
  if (!isObject(item)) return item;
  return Object.fromEntries(fields.filter((name) => name in item).map((name) => [name, item[name]]));
}

/** The rows of a list as WHMCS sent it, which was to begin at `offset`. */
function rowsFound(body: Body, shape: ListShape, offset: number): Body[] {
  // Some actions leave an empty list out; then they count zero. A list missing without that is no empty list.
  if (!(shape.key in body) && count(body.totalresults) !== 0) {
    throw new Misshapen(`its reply has no "${shape.key}"`);
  }
  const found =
    shape.keyedBy === undefined
      ? rowsOf(body[shape.key], shape.in)
      : keyedRows(body[shape.key], shape.keyedBy);
  if (found.length === 0 && (count(body.totalresults) ?? 0) > offset) {
    throw new Misshapen(`its reply counts ${count(body.totalresults)} and holds none of them`);
  }
  if (!found.every(isObject))
    throw new Misshapen(`what stands in "${shape.key}" of its reply is no list of records`);
  return found;
}

/** A list in the parts that WHMCS sends it in. */
export interface ListPart {
  readonly rows: readonly Body[];
  /** How many there are in all; undefined where WHMCS does not say. */
  readonly total: number | undefined;
}

/** @param offset where in the list the part was to begin. */
export function partOf(body: Body, shape: ListShape, offset: number): ListPart {
  const reply = unflatten(body);
  return { rows: rowsFound(reply, shape, offset), total: count(reply.totalresults) };
}

/** A reply that holds these rows of a list, and counts `total`. */
export function replyOf(shape: ListShape, rows: readonly Body[], total: number): Body {
  const list = shape.in === null ? rows : { [shape.in]: rows };
  return { result: 'success', totalresults: total, [shape.key]: list };
}

function projectList(body: Body, shape: ListShape, page: Page, added: Body): Body {
  const found = rowsFound(body, shape, page.offset);
  const { keyedBy = '' } = shape;
  const wanted = page.only === undefined ? found : found.filter((row) => sameText(row[keyedBy], page.only));
  const unnested = wanted.map((row) => plain(unnest(row, shape.each)));
  const rows = shape.fold === undefined ? unnested : shape.fold(unnested, added);

  const cut = shape.paging === 'here';
  const items = cut ? rows.slice(page.offset, page.offset + page.limit) : rows;
  // Counts of WHMCS's own are missing or partial on some actions; a full page then means "maybe more".
  const total = cut ? rows.length : (count(body.totalresults) ?? null);
  const end = page.offset + items.length;
  const more = total === null ? items.length >= page.limit : end < total && items.length > 0;

  const result: Body = { items, total, offset: page.offset, next_offset: more ? end : null };
  if (page.fields !== undefined) {
    const fields = page.fields;
    result.items = items.map((item) => pick(item, fields));
    const unknown = fields.filter((name) => !items.some((item) => isObject(item) && name in item));
    if (items.length > 0 && unknown.length > 0) result.unknown_fields = unknown;
  }
  for (const [key, value] of Object.entries(body)) {
    if (PAGING_KEYS.has(key) || key === shape.key || value === null || value === '') continue;
    if (shape.fold === undefined) result[key] = plain(value, key);
  }
  const told = [
    (count(body.numreturned) ?? 0) > found.length
      ? `WHMCS says that it sent ${count(body.numreturned)} of them here, and sent ${found.length}: some are missing, and a person has to look in WHMCS.`
      : undefined,
    cut && more ? CUT_HERE : undefined,
  ].filter((words) => words !== undefined);
  return told.length === 0 ? result : withOwnWords(result, told.join(' '));
}

/** The fields of a record that were asked for; those that it lacks are named. */
function pickFrom(record: Body, fields: readonly string[]): Body {
  const unknown = fields.filter((name) => !(name in record));
  const picked = pick(record, fields) as Body;
  return unknown.length === 0 ? picked : { ...picked, unknown_fields: unknown };
}

function projectRecord(body: Body, shape: RecordShape, added: Body): Body {
  const own = shape.key === undefined ? undefined : body[shape.key];
  const beside = (shape.beside ?? []).filter((key) => key in body).map((key) => [key, body[key]]);
  if (shape.holdsData && Object.keys(body).every((key) => PAGING_KEYS.has(key))) {
    throw new Misshapen('its reply holds no data');
  }
  const source = isObject(own) ? { ...own, ...Object.fromEntries(beside) } : body;
  const record = plain({ ...(unnest(source, shape.each) as Body), ...added }) as Body;
  return shape.opens === undefined ? record : shape.opens(record);
}

/**
 * A reply in the shape that callers see: lists as `{items, total, offset, next_offset}` wherever WHMCS nested
 * them, records flat, empty lists `[]`, zero dates null, ids numbers.
 */
export function project(body: Body, shape: ResultShape, page: Page, added: Body = {}): Body {
  const reply = zeroDates(unflatten(body)) as Body;
  if (shape.kind === 'list') return projectList(reply, shape, page, added);
  const record = projectRecord(reply, shape, added);
  return page.fields === undefined ? record : pickFrom(record, page.fields);
}
