import { area } from '../../src/catalog/index.js';
import { plan } from './plan.js';
import { whatIf } from './what-if.js';

/** The tools of the extra set `plans`: what other calls would come to, and many as one request. */
export const plans = [area('plans', [whatIf, plan], 'plans')] as const;
