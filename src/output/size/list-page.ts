/** A page of a list, as the catalog shapes it. */
export interface ListPage {
  items: unknown[];
  offset: number;
  /** Offset of the next page; null on the last one. */
  next_offset: number | null;
  note?: unknown;
}

export function isListPage(value: unknown): value is ListPage & Record<string, unknown> {
  const { items, offset } = (value ?? {}) as Partial<ListPage>;
  return Array.isArray(items) && typeof offset === 'number';
}
