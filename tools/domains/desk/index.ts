import { area } from '../../../src/catalog/index.js';
import * as reads from './reads.js';

export const domainsDesk = area('domains', [...Object.values(reads)], 'desk');
