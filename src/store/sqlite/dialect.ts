import type { Dialect } from '../sql/database.js';
import { INITIAL } from './migrations/0001-initial.js';
import { CALLERS } from './migrations/0002-callers.js';
import { NO_HOLDS } from './migrations/0003-no-holds.js';
import { TOKENS } from './migrations/0004-tokens.js';
import { POLICIES } from './migrations/0005-policies.js';
import { CONSOLE } from './migrations/0006-console.js';
import { NAMES_OF_VOTERS } from './migrations/0007-names-of-voters.js';
import { LINES_OF_PLANS } from './migrations/0008-lines-of-plans.js';
import { HELD } from './migrations/0009-held.js';

export const SQLITE: Dialect = {
  migrations: [INITIAL, CALLERS, NO_HOLDS, TOKENS, POLICIES, CONSOLE, NAMES_OF_VOTERS, LINES_OF_PLANS, HELD],
  tables: "SELECT name FROM sqlite_schema WHERE type = 'table'",
  contains: (column) => `instr(${column}, ?) > 0`,
  // Somebody may have made something else than JSON of it.
  inBody: (of, path) =>
    `CASE WHEN json_valid(${of}.body) THEN json_extract(${of}.body, '$.${path.join('.')}') END`,
  searched: (text) => text,
  forDelete: '',
};
