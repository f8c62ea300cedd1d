import { exactlyOne, type Values } from '../../src/catalog/index.js';
import type { Changed } from '../../src/records/index.js';

/** Calls that take the id of a domain or its name take one of them. */
export const oneDomain = [exactlyOne('domainid', 'domain')];

// The registrar's own reads take the id alone.
export const byId = (args: Values) => args.domainid !== undefined;
export const idParam = (args: Values) => ({ domainid: Number(args.domainid) });

/** Neither read repeats the id that it was asked for. */
export const asAsked: Changed['record'] = (reply, args) => ({ id: Number(args.domainid), fields: reply });
