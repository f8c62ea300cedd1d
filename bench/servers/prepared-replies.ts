export const PAGE_SIZE = 25;
/** As many clients as a company of some size has; more pages than calls are under way, so that no two of those are the same. */
export const PAGES = 64;

const FIRST = ['Ada', 'Grace', 'Alan', 'Edsger', 'Barbara', 'Donald', 'Radia', 'Tim', 'Joan', 'Ken'];
const LAST = ['Field', 'Marsh', 'Brook', 'Stone', 'Hill', 'Wood', 'Lake', 'Heath', 'Ford'];
const COMPANIES = ['', 'Field & Sons Ltd', '', 'Marsh Hosting GmbH', 'Brook Studio', '', 'Stone Supplies'];
const STATUSES = ['Active', 'Active', 'Active', 'Inactive', 'Closed'];

const of = (words: readonly string[], index: number) => words[index % words.length] ?? '';
const two = (value: number) => String(value).padStart(2, '0');

/** A client as WHMCS lists it. */
function client(id: number) {
  const [firstname, lastname] = [of(FIRST, id), of(LAST, id * 7)];
  return {
    id,
    firstname,
    lastname,
    companyname: of(COMPANIES, id),
    email: `${firstname}.${lastname}.${id}@example.com`.toLowerCase(),
    datecreated: `20${two(10 + (id % 16))}-${two(1 + (id % 12))}-${two(1 + (id % 28))}`,
    groupid: id % 4,
    status: of(STATUSES, id),
  };
}

/** A reply to GetClients with these many rows, from this one on. */
export function clientList(offset: number, rows: number, total: number): Buffer {
  const list = Array.from({ length: rows }, (_, index) => client(offset + index + 1));
  return Buffer.from(
    JSON.stringify({
      result: 'success',
      totalresults: total,
      startnumber: offset,
      numreturned: rows,
      clients: { client: list },
    }),
  );
}

export const clientPages = (): Buffer[] =>
  Array.from({ length: PAGES }, (_, page) => clientList(page * PAGE_SIZE, PAGE_SIZE, PAGES * PAGE_SIZE));
