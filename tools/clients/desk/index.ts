import { area } from '../../../src/catalog/index.js';
import * as reads from './reads.js';

export const clientsDesk = area('clients', [...Object.values(reads)], 'desk');
