import { area } from '../../src/catalog/index.js';
import { getProductGroups, getProducts } from './reads.js';

export const products = area('products', [getProducts, getProductGroups]);
