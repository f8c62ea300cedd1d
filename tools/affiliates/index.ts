import { area } from '../../src/catalog/index.js';
import { activateAffiliate } from './activate.js';
import * as reads from './reads.js';

export const affiliates = area('affiliates', [...Object.values(reads), activateAffiliate]);
