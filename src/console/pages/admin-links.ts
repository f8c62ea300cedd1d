import { html } from 'hono/html';
import { plain } from '../../plain.js';
import type { Html } from './format.js';

/** The page of a record in WHMCS's admin area, below its folder, by the id of the record. */
const PAGES: ReadonlyMap<string, (id: string) => string> = new Map([
  ['client', (id: string) => `clientssummary.php?userid=${id}`],
  ['invoice', (id: string) => `invoices.php?action=edit&id=${id}`],
  ['order', (id: string) => `orders.php?action=view&id=${id}`],
  ['service', (id: string) => `clientsservices.php?id=${id}`],
  ['domain', (id: string) => `clientsdomains.php?id=${id}`],
  ['ticket', (id: string) => `supporttickets.php?action=view&id=${id}`],
  ['quote', (id: string) => `quotes.php?action=manage&id=${id}`],
]);

/** A record as our own sentences name it, or words of others, which stand in quotes that nothing in them can close. */
const NAMED = /“[^”]*”?|\b(client|invoice|order|service|domain|ticket|quote) (\d{1,10})\b(?!\.\d)/gi;

/** Whether an address can be linked to: nothing but http and https. */
const isWeb = (address: string) => /^https?:\/\/[^/?#@]+(?:\/[^?#]*)?$/i.test(address);

/** The address of a record in the admin area; undefined where that has no page for it. */
export function pageOf(admin: string | undefined, kind: string, id: string): string | undefined {
  const page = PAGES.get(kind.toLowerCase());
  if (admin === undefined || page === undefined || !isWeb(admin) || !/^\d{1,10}$/.test(id)) return undefined;
  return `${admin.replace(/\/+$/, '')}/${page(id)}`;
}

/** A sentence whose records lead to the admin area of their WHMCS; as it is where that has no address. */
export function linked(text: string, admin: string | undefined): Html {
  const sentence = plain(text);
  const parts: Html[] = [];
  let done = 0;
  for (const { 0: found, 1: kind, 2: id, index } of sentence.matchAll(NAMED)) {
    const address = kind === undefined || id === undefined ? undefined : pageOf(admin, kind, id);
    if (address === undefined) continue;
    parts.push(
      html`${sentence.slice(done, index)}<a href="${address}" target="_blank" rel="noopener noreferrer">${found}</a>`,
    );
    done = index + found.length;
  }
  return html`${parts}${sentence.slice(done)}`;
}
