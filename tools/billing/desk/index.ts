import { area } from '../../../src/catalog/index.js';
import * as reads from './reads.js';

export const billingDesk = area('billing', [...Object.values(reads)], 'desk');
