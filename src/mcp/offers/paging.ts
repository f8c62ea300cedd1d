import { WrongRequest } from './wrong-request.js';

/** Entries of a list that go into one answer: one WHMCS has fewer, and most clients ask for no second page. */
const PAGE_SIZE = 100;

const cursorAt = (offset: number) => Buffer.from(`from ${offset}`).toString('base64url');

/** Where a cursor points to. Throws a WrongRequest for one that no answer named. */
function offsetOf(cursor: unknown, length: number): number {
  if (cursor === undefined) return 0;
  const offset =
    typeof cursor === 'string' ? Number(Buffer.from(cursor, 'base64url').toString().slice(5)) : 0;
  // A list that got shorter since ends here; the client was told that it is another one.
  if (Number.isSafeInteger(offset) && offset > 0 && offset % PAGE_SIZE === 0 && cursor === cursorAt(offset))
    return Math.min(offset, length);
  throw new WrongRequest('cursor must be the nextCursor of an earlier answer; leave it out to begin anew.');
}

/** The page of a list that a client asks for, with the cursor of the next one where there is more (MCP specification, Pagination). */
export function pageOf<T>(
  all: readonly T[],
  { cursor }: Readonly<Record<string, unknown>>,
): { readonly page: T[]; readonly nextCursor?: string } {
  const from = offsetOf(cursor, all.length);
  const end = from + PAGE_SIZE;
  const page = all.slice(from, end);
  return end < all.length ? { page, nextCursor: cursorAt(end) } : { page };
}
