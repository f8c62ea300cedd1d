import type { Params } from './php/params.js';

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** WHMCS's page size where the request names none (docs: "default: 25"). */
const PAGE_SIZE = 25;

export function pageOf<T>({ params }: { readonly params: Params }, rows: readonly T[]) {
  const start = Math.max(0, params.int('limitstart'));
  const asked = params.int('limitnum');
  const shown = rows.slice(start, start + (asked > 0 ? asked : PAGE_SIZE));
  const head = {
    result: 'success',
    totalresults: rows.length,
    startnumber: start,
    numreturned: shown.length,
  };
  return { start, rows: shown, head };
}

/** `{client: [...]}`; PHP gives `[]` where there is nothing to nest. */
export function nest(singular: string, rows: Json[]): Json {
  return rows.length === 0 ? [] : { [singular]: rows };
}

/** Text typed by people is stored encoded, as WHMCS does with its input. */
export function html(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#039;');
}

/** JSON as PHP prints it: slashes and everything beyond ASCII escaped, and an empty map as a list. */
export function toPhpJson(value: Json): string {
  const asPhp = (_: string, inner: unknown) => (isEmptyMap(inner) ? [] : inner);
  return JSON.stringify(value, asPhp)
    .replaceAll('/', '\\/')
    .replace(/[\u007f-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function isEmptyMap(value: unknown): boolean {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0
  );
}

export function toXml(action: string, reply: { [key: string]: Json }): string {
  return `<?xml version="1.0" encoding="utf-8"?>\n<whmcsapi>\n${xmlOf('action', action)}${xmlFields(reply)}</whmcsapi>\n`;
}

function xmlFields(fields: { [key: string]: Json }): string {
  return Object.entries(fields)
    .map(([name, value]) => xmlOf(name, value))
    .join('');
}

function xmlOf(name: string, value: Json): string {
  const tag = /^[A-Za-z_]/.test(name) ? name : `_${name}`;
  if (Array.isArray(value)) return value.map((item) => xmlOf(tag, item)).join('');
  if (typeof value === 'object' && value !== null) return `<${tag}>\n${xmlFields(value)}</${tag}>\n`;
  return `<${tag}>${html(String(value ?? ''))}</${tag}>\n`;
}
