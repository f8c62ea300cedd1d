import { area } from '../../src/catalog/index.js';
import { whatIf } from './what-if.js';

/** The tools of the extra set `plans`: what other calls would come to. */
export const plans = [area('plans', [whatIf], 'plans')] as const;
