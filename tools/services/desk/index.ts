import { area } from '../../../src/catalog/index.js';
import * as reads from './reads.js';

export const servicesDesk = area('services', [...Object.values(reads)], 'desk');
