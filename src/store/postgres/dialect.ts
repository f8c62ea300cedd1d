import type { Dialect } from '../sql/database.js';
import { INITIAL } from './migrations/0001-initial.js';

export const POSTGRES: Dialect = {
  migrations: [INITIAL],
  tables: `SELECT relname AS name FROM pg_catalog.pg_class
    WHERE relnamespace = (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = current_schema())
      AND relkind IN ('r', 'p', 'v', 'm', 'f')`,
  contains: (column) => `strpos(${column}, ?) > 0`,
  // As the columns of the journal are read out of its bodies: half a pair, or NUL, is no character of jsonb.
  searched: (text) => text.replace(/[\0\ud800-\udfff]/g, '?'),
  forDelete: ' FOR UPDATE SKIP LOCKED',
};
