import { isObject } from '../json/index.js';

/** Fields of rows that hold in all of them, or hold what a column holds, are not among the columns. */
interface Table {
  readonly every_row?: Readonly<Record<string, unknown>>;
  readonly columns: readonly unknown[];
  readonly rows: readonly (readonly unknown[])[];
}

const isTable = (value: unknown): value is Table =>
  isObject(value) && Array.isArray(value.columns) && Array.isArray(value.rows);

/** What one field holds in the rows of an answer, in their order, each once. */
export function fieldIn(text: string, field: string): string[] {
  const result: unknown = JSON.parse(text);
  const items = isObject(result) ? result.items : undefined;
  const values: unknown[] = [];
  if (Array.isArray(items))
    values.push(...items.map((row: unknown) => (isObject(row) ? row[field] : undefined)));
  if (isTable(items)) {
    const at = items.columns.indexOf(field);
    values.push(...(at < 0 ? [items.every_row?.[field]] : items.rows.map((row) => row[at])));
  }
  const known = values.filter((one) => typeof one === 'string' || typeof one === 'number');
  return [...new Set(known.map(String))];
}
