import { createRequire } from 'node:module';
import { once } from '../../once.js';

// Loaded with the first file of an operator: the policy that is shipped was read while building.
const require = createRequire(import.meta.url);

/** The parser that keeps where each value stands. */
export const jsonParser = once(() => require('jsonc-parser') as typeof import('jsonc-parser'));
