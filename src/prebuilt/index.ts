import type { PublishedSchemas } from '../catalog/index.js';
import type { CheckedPolicy } from '../policy/index.js';
import schemas from './published-schemas.ts?data';
import policy from './shipped-policy.ts?data';

export { extraFacts, extraSchemas } from './extra-tools.js';

// Worked out while building: to do it takes longer than all the rest of a start.

/** What `tools/list` says of the arguments of each tool. */
export const publishedSchemas = schemas as PublishedSchemas;

/** The policy that ships with the package, checked against its tools. */
export const shippedPolicy = policy as CheckedPolicy;
