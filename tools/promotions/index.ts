import { area } from '../../src/catalog/index.js';
import { getPromotions } from './reads.js';

export const promotions = area('promotions', [getPromotions]);
