/** What a list is where it was put under one header. */
interface Table {
  every_row?: Record<string, unknown>;
  same_as?: Record<string, string>;
  empty?: string[];
  columns: string[];
  rows: unknown[][];
}

function isTable(value: unknown): value is Table {
  const { columns, rows } = (value ?? {}) as Partial<Table>;
  return Array.isArray(columns) && Array.isArray(rows);
}

/** The rows as objects, as an agent has to read them; fields that are empty in every row are null. */
export function objectsOf({ every_row = {}, same_as = {}, empty = [], columns, rows }: Table) {
  const beside = [...Object.entries(every_row), ...empty.map((name): [string, unknown] => [name, null])];
  return rows.map((row) => {
    if (row.length !== columns.length) throw new Error('A row has not as many cells as there are columns.');
    const cells = new Map(columns.map((name, at) => [name, row[at]]));
    const same = Object.entries(same_as).map(([name, as]): [string, unknown] => {
      if (!cells.has(as)) throw new Error(`${name} is the same as ${as}, which is no column.`);
      return [name, cells.get(as)];
    });
    const all = [...cells, ...same, ...beside];
    if (new Set(all.map(([name]) => name)).size < all.length) throw new Error('A field is there twice.');
    return Object.fromEntries(all);
  });
}

/** A result in which every list is one of objects, however it was sent. */
export function withObjects<T extends object>(result: T): T {
  const entries = Object.entries(result);
  return Object.fromEntries(
    entries.map(([key, value]) => [key, isTable(value) ? objectsOf(value) : value]),
  ) as T;
}
