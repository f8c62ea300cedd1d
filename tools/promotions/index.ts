import { area } from '../../src/catalog/index.js';
import * as reads from './reads.js';

export const promotions = area('promotions', [...Object.values(reads)]);
