import { isObject, mapMembers } from '../../json/index.js';

/** With fewer rows the header costs about what it saves. */
const LEAST_ROWS = 5;
/** Texts so long that little is saved are easier to read beside the names of their fields. */
const MOST_OF_OBJECTS = 0.8;
/** Quotes, colon and comma around the name of a field. */
const AROUND_NAME = 4;
/** `null` and a comma; numbers are about as long. */
const SHORT_VALUE = 5;

/**
 * A list under one header; it is in the place of the list. What a row does not name holds for all rows: together they are
 * the fields of the objects.
 */
export interface Table {
  /** Fields that hold one value in all rows. */
  every_row?: Record<string, unknown>;
  /** Fields that hold in each row what a column holds, with the name of that column. */
  same_as?: Record<string, string>;
  /** Fields without a value in any row: "", null, [] or left out. */
  empty?: string[];
  /** What the cells of each row are, in order. */
  columns: string[];
  /** A field that its row leaves out is null. */
  rows: unknown[][];
}

type Row = Readonly<Record<string, unknown>>;

interface Column {
  readonly name: string;
  readonly cells: readonly unknown[];
  /** About the characters of its cells as JSON. */
  readonly size: number;
  /** Rows without this field. */
  readonly missing: number;
  readonly isEmpty: boolean;
  readonly isConstant: boolean;
}

const isEmpty = (value: unknown): boolean =>
  value === '' || value === null || value === undefined || (Array.isArray(value) && value.length === 0);

function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  const names = Object.keys(one);
  const others = Object.keys(other);
  return (
    Array.isArray(one) === Array.isArray(other) &&
    names.length === others.length &&
    names.every((name, at) => name === others[at] && isSame((one as Row)[name], (other as Row)[name]))
  );
}

/** About the characters of a value as JSON. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length + 3;
  if (typeof value !== 'object' || value === null) return SHORT_VALUE;
  let size = 3;
  const isNamed = !Array.isArray(value);
  for (const name of Object.keys(value)) {
    size += sizeOf((value as Row)[name]) + (isNamed ? name.length + AROUND_NAME : 0);
  }
  return size;
}

function columnOf(name: string, cells: readonly unknown[]): Column {
  const [first] = cells;
  let size = 0;
  let missing = 0;
  let empty = true;
  let constant = true;
  for (const cell of cells) {
    size += sizeOf(cell);
    if (cell === undefined) missing += 1;
    empty &&= isEmpty(cell);
    constant &&= isSame(cell, first);
  }
  return { name, cells, size, missing, isEmpty: empty, isConstant: constant };
}

function areSame(values: readonly unknown[], others: readonly unknown[]): boolean {
  if (values.length !== others.length) return false;
  for (let at = 0; at < values.length; at++) if (!isSame(values[at], others[at])) return false;
  return true;
}

/** The columns of rows that all have the same fields in the same order, as those of most lists have; undefined for others. */
function sameColumns(rows: readonly Row[]): Column[] | undefined {
  const names = Object.keys(rows[0] ?? {});
  const cells = names.map((): unknown[] => []);
  for (const row of rows) {
    let at = 0;
    for (const name in row) {
      if (name !== names[at]) return undefined;
      cells[at]?.push(row[name]);
      at += 1;
    }
    if (at < names.length) return undefined;
  }
  return names.map((name, at) => columnOf(name, cells[at] ?? []));
}

/** The fields of rows as columns, in the order in which they are first met; a cell that a row leaves out is undefined. */
function columnsOf(rows: readonly Row[]): Column[] {
  const same = sameColumns(rows);
  if (same !== undefined) return same;
  const fields = rows.map((row) => Object.keys(row));
  // Rows of WHMCS's lists have the same fields for the most part: names are only gathered where they change.
  const changes = fields.filter((names, row) => row === 0 || !areSame(names, fields[row - 1] ?? []));
  const all = [...new Set(changes.flat())];
  const cells = rows.map((row, at) => {
    if (areSame(fields[at] ?? [], all)) return Object.values(row);
    // Names such as "constructor" are found in every object; only fields of its own are a row's.
    return all.map((name) => (Object.hasOwn(row, name) ? row[name] : undefined));
  });
  return all.map((name, at) =>
    columnOf(
      name,
      cells.map((ofRow) => ofRow[at]),
    ),
  );
}

const total = (columns: readonly Column[], size: (column: Column) => number): number =>
  columns.reduce((sum, column) => sum + size(column), 0);

/** The list as a table; undefined where that would save too little, or where it does not consist of records. */
function tableOf(list: readonly unknown[]): Table | undefined {
  if (list.length < LEAST_ROWS || !list.every(isObject)) return undefined;
  const all = columnsOf(list);
  const filled = all.filter((column) => !column.isEmpty);
  const constant = filled.filter((column) => column.isConstant);
  const columns: Column[] = [];
  const same: [name: string, as: string][] = [];
  for (const column of filled) {
    if (column.isConstant) continue;
    const twin = columns.find(({ cells }) => areSame(cells, column.cells));
    if (twin === undefined) columns.push(column);
    else same.push([column.name, twin.name]);
  }

  const named = total(all, ({ name }) => name.length + AROUND_NAME);
  const asTable =
    total(columns, ({ size }) => size) + total(constant, ({ size }) => size / list.length) + named;
  const asObjects = total(
    all,
    ({ name, size, missing }) =>
      size - missing * SHORT_VALUE + (list.length - missing) * (name.length + AROUND_NAME),
  );
  if (asTable > asObjects * MOST_OF_OBJECTS) return undefined;
  const empty = all.filter((column) => column.isEmpty).map(({ name }) => name);
  return {
    ...(constant.length === 0
      ? {}
      : { every_row: Object.fromEntries(constant.map(({ name, cells }) => [name, cells[0]])) }),
    ...(same.length === 0 ? {} : { same_as: Object.fromEntries(same) }),
    ...(empty.length === 0 ? {} : { empty }),
    columns: columns.map(({ name }) => name),
    rows: list.map((_, row) => columns.map(({ cells }) => cells[row] ?? null)),
  };
}

/** The result with each of its lists as a table where that is shorter; lists inside the rows stay as they are. */
export const tabulateLists = (result: Record<string, unknown>): Record<string, unknown> =>
  mapMembers(result, (value) => (Array.isArray(value) ? tableOf(value) : undefined) ?? value);
