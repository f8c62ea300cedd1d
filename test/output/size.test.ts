import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createPresenter, MAX_TOKENS, tokensOf } from '../../src/output/index.js';
import { SHOW } from './replies.js';

const presenter = createPresenter({ secrets: [], random: () => '482913' });

type Shown = Record<string, unknown> & { items: Record<string, unknown>[]; _more: Record<string, unknown> };

function shownOf(action: string, result: unknown, more: object = {}): Shown {
  const { value } = presenter.present(result, { action, redact: SHOW, ...more });
  expect(tokensOf(JSON.stringify(value))).toBeLessThanOrEqual(MAX_TOKENS);
  return value as Shown;
}

const many = <T>(count: number, make: (at: number) => T): T[] =>
  Array.from({ length: count }, (_none, at) => make(at));
const prose = (words: number) => 'some words of a customer '.repeat(Math.ceil(words / 5));
const list = (items: unknown[], more: object = {}) => ({
  items,
  total: items.length,
  offset: 50,
  next_offset: null,
  ...more,
});

describe('a page of a list', () => {
  const orders = many(400, (id) => ({ id, notes: prose(60), amount: '12.50' }));

  test('keeps as many items as fit, and goes on where they end', () => {
    const shown = shownOf('GetOrders', list(orders));
    expect(shown.items.length).toBeGreaterThan(100);
    expect(shown.items.length).toBeLessThan(400);
    expect(shown).toMatchObject({ total: 400, offset: 50, next_offset: 50 + shown.items.length });
    expect(shown.note).toMatch(/^Cut to \d+ items to fit; go on at next_offset/);
    expect(shown.items.map(({ id }) => id)).toEqual(many(shown.items.length, (id) => id));
    // Most of what there is room for is used.
    expect(tokensOf(JSON.stringify(shown))).toBeGreaterThan(0.9 * MAX_TOKENS);
  });

  test('keeps what was noted before', () => {
    const note = 'WHMCS sends this list whole; it is cut into pages here.';
    const shown = shownOf('GetOrders', list(orders), { words: note });
    expect(shown.note).toMatch(/^WHMCS sends this list whole.*Cut to \d+ items/);
  });

  test('that fits stays as it is', () => {
    const page = list(many(25, (id) => ({ id, status: 'Active' })));
    expect(shownOf('GetOrders', page)).toEqual(page);
  });

  test('counts what stands beside the items', () => {
    const beside = { currency: many(20_000, (id) => ({ id, code: 'EUR' })) };
    const shown = shownOf(
      'GetTLDPricing',
      list(
        many(30, (id) => ({ id })),
        beside,
      ),
    );
    expect(shown.items.length).toBeGreaterThan(0);
    expect(shown._more.currency).toMatchObject({ total: 20_000 });
  });

  test('of one item that is too large by itself shows part of that item, and goes on behind it', () => {
    const large = { id: 1, lineitems: many(9_000, (at) => ({ type: 'product', relid: at })) };
    const shown = shownOf('GetOrders', list([large, { id: 2 }]));
    expect(shown.items.map(({ id }) => id)).toEqual([1]);
    expect(shown.next_offset).toBe(51);
    const { lineitems } = shown.items[0] as { lineitems: unknown[] };
    expect(shown._more['items[0].lineitems']).toEqual({ shown: lineitems.length, total: 9_000 });
    expect(lineitems.length).toBeGreaterThan(1_000);
  });
});

describe('a record', () => {
  const ticket = {
    ticketid: 1,
    subject: 'x',
    replies: many(312, (replyid) => ({ replyid, message: prose(200), attachments: [{ index: 0 }] })),
    notes: many(2, () => ({ message: 'y' })),
  };

  test('keeps as much of its longest list as fits, and says how to get the rest', () => {
    const shown = shownOf('GetTicket', ticket);
    const replies = shown.replies as unknown[];
    expect(shown._more).toMatchObject({ replies: { shown: replies.length, total: 312 } });
    expect(shown._more.how).toContain('repliessort: "DESC"');
    expect(Object.keys(shown._more)).toEqual(['replies', 'how']);
    expect(shown.notes).toHaveLength(2);
    expect(tokensOf(JSON.stringify(shown))).toBeGreaterThan(0.9 * MAX_TOKENS);
  });

  test('can be paged through to its end', () => {
    const seen: unknown[] = [];
    let from: number | null = 0;
    for (let call = 0; from !== null && call < 20; call++) {
      const page = { list: 'replies', argument: 'repliesstart', from };
      const shown = shownOf('GetTicket', ticket, { page });
      const told = shown._more?.replies as {
        from: number;
        shown: number;
        total: number;
        next: number | null;
      };
      expect(told).toMatchObject({ from, shown: (shown.replies as unknown[]).length, total: 312 });
      if (told.next !== null) expect(shown._more.how).toBe(`Go on with repliesstart: ${told.next}.`);
      seen.push(...(shown.replies as { replyid: unknown }[]).map(({ replyid }) => replyid));
      from = told.next;
    }
    expect(seen).toEqual(many(312, (at) => at));
  });

  test('says nothing of pages that nobody asked for, unless a list was cut', () => {
    const page = { list: 'replies', argument: 'repliesstart', from: undefined };
    const short = { ...ticket, replies: ticket.replies.slice(0, 2) };
    expect(shownOf('GetTicket', short, { page })._more).toBeUndefined();
    const long = shownOf('GetTicket', ticket, { page });
    const { length } = long.replies as unknown[];
    expect(long._more).toEqual({
      replies: { from: 0, shown: length, total: 312, next: length },
      how: `Go on with repliesstart: ${length}.`,
    });
  });

  test('cuts lists inside lists alike, where they are what is heavy', () => {
    const replies = many(5, (replyid) => ({ replyid, attachments: many(3_000, (index) => ({ index })) }));
    const shown = shownOf('GetTicket', { ticketid: 1, replies });
    expect(shown.replies).toHaveLength(5);
    const lengths = (shown.replies as { attachments: unknown[] }[]).map(
      ({ attachments }) => attachments.length,
    );
    expect(new Set(lengths).size).toBe(1);
    const all = lengths.reduce((sum, one) => sum + one, 0);
    expect(shown._more['replies[].attachments']).toEqual({ shown: all, total: 15_000 });
  });

  test('cuts what is a list by another name', () => {
    const pricing = Object.fromEntries(many(9_000, (at) => [`tld${at}`, '12.50']));
    const shown = shownOf('GetTLDPricing', { pricing });
    const kept = Object.keys(shown.pricing as object).length;
    expect(shown._more.pricing).toEqual({ shown: kept, total: 9_000 });
  });

  test('without lists has its texts cut, each in its own mark', () => {
    const fields = Object.fromEntries(many(50, (at) => [`field${at}`, prose(3_000)]));
    const shown = shownOf('DomainGetWhoisInfo', fields);
    for (const [name, text] of Object.entries(shown)) {
      if (name !== '_untrusted')
        expect(text).toMatch(/^<untrusted-482913>[^<]+<\/untrusted-482913>… cut, \d+ more/);
    }
    expect(Object.keys(shown)).toHaveLength(51);
  });

  test('too large whatever is cut is told as such', () => {
    const nest = (depth: number): unknown =>
      depth === 0 ? prose(30) : Object.fromEntries(many(20, (at) => [`f${at}`, nest(depth - 1)]));
    const { value, tainted } = presenter.present(nest(3), { action: 'GetStats', redact: SHOW });
    expect((value as { note: string }).note).toContain('too large to be shown');
    expect(tainted).toBe(true);
  });
});

test('a page that nobody asked for is presented as the first one, if a list was cut', () => {
  const item = fc.record({ text: fc.nat(400).map(prose), parts: fc.array(fc.nat(), { maxLength: 30 }) });
  const record = fc.record({
    replies: fc.array(item, { maxLength: 30 }),
    notes: fc.array(item, { maxLength: 30 }),
    lines: fc.array(fc.nat(), { maxLength: 90 }),
  });
  let cut = 0;
  fc.assert(
    fc.property(record, fc.constantFrom(900, 2_000, 6_000), (result, max) => {
      const options = { action: 'GetTicket', redact: SHOW, max };
      const paged = (from: number | undefined) =>
        presenter.present(result, { ...options, page: { list: 'replies', argument: 'repliesstart', from } });
      const plain = presenter.present(result, options);
      const isCut = '_more' in (plain.value as object);
      if (isCut) cut += 1;
      expect(JSON.stringify(paged(undefined))).toBe(JSON.stringify(isCut ? paged(0) : plain));
    }),
    { numRuns: 300 },
  );
  expect(cut).toBeGreaterThan(50);
});

test('nothing ever comes out above the cap, nor changes what was given', () => {
  const leaf = fc.oneof(
    fc.nat(900).map((length) => 'words '.repeat(length / 6)),
    fc.string({ unit: 'grapheme' }),
    fc.integer(),
    fc.constant(null),
  );
  const tree = fc.letrec((tie) => ({
    node: fc.oneof(
      { depthSize: 'small', maxDepth: 3 },
      leaf,
      fc.array(tie('node'), { maxLength: 5 }),
      fc.dictionary(fc.string(), tie('node'), { maxKeys: 5 }),
    ),
  })).node;
  const shapes = fc.oneof(
    tree.map((node) => ({ node })),
    fc.array(tree, { maxLength: 8 }).map((items) => list(items)),
  );
  fc.assert(
    fc.property(shapes, fc.constantFrom(700, 2_000), (result, max) => {
      const before = structuredClone(result);
      const { value } = presenter.present(result, { action: 'GetTicket', redact: SHOW, max });
      expect(tokensOf(JSON.stringify(value))).toBeLessThanOrEqual(max);
      expect(result).toEqual(before);
    }),
    { numRuns: 100 },
  );
});
