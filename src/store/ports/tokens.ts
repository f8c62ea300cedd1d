/** Tokens by which callers are known, for all processes: one that is removed opens nothing any more, anywhere. */
export type { StoredToken, TokenRows } from '../../identities/index.js';
