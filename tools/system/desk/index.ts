import { area } from '../../../src/catalog/index.js';
import * as reads from './reads.js';

export const systemDesk = area('system', [...Object.values(reads)], 'desk');
