import type { Dialect } from '../sql/database.js';
import { INITIAL } from './migrations/0001-initial.js';

export const SQLITE: Dialect = {
  migrations: [INITIAL],
  tables: "SELECT name FROM sqlite_schema WHERE type = 'table'",
  contains: (column) => `instr(${column}, ?) > 0`,
  searched: (text) => text,
  forDelete: '',
};
