import { area } from '../../src/catalog/index.js';
import * as reads from './reads.js';

export const products = area('products', [...Object.values(reads)]);
