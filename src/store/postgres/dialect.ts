import type { Dialect } from '../sql/database.js';
import { inBody, searched } from './body.js';
import { INITIAL } from './migrations/0001-initial.js';
import { CALLERS } from './migrations/0002-callers.js';
import { NO_HOLDS } from './migrations/0003-no-holds.js';
import { TOKENS } from './migrations/0004-tokens.js';
import { POLICIES } from './migrations/0005-policies.js';
import { COMMIT_MARKS } from './migrations/0006-commit-marks.js';
import { CONSOLE } from './migrations/0007-console.js';
import { NAMES_OF_VOTERS } from './migrations/0008-names-of-voters.js';
import { LINES_OF_PLANS } from './migrations/0009-lines-of-plans.js';
import { HELD } from './migrations/0010-held.js';
import { makeMonthsBetween, newestOfMonthsBefore, removeEntries } from './partitions.js';

export const POSTGRES: Dialect = {
  migrations: [
    INITIAL,
    CALLERS,
    NO_HOLDS,
    TOKENS,
    POLICIES,
    COMMIT_MARKS,
    CONSOLE,
    NAMES_OF_VOTERS,
    LINES_OF_PLANS,
    HELD,
  ],
  tables: `SELECT relname AS name FROM pg_catalog.pg_class
    WHERE relnamespace = (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = current_schema())
      AND relkind IN ('r', 'p', 'v', 'm', 'f')`,
  contains: (column) => `strpos(${column}, ?) > 0`,
  inBody: (of, path) => inBody(`${of}.body`, path),
  searched,
  journalParts: { newestBefore: newestOfMonthsBefore, make: makeMonthsBetween, remove: removeEntries },
  forDelete: ' FOR UPDATE SKIP LOCKED',
};
