import { area } from '../../src/catalog/index.js';
import { activateAffiliate } from './activate.js';
import { getAffiliates } from './reads.js';

export const affiliates = area('affiliates', [getAffiliates, activateAffiliate]);
