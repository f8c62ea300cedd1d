import { area } from '../../src/catalog/index.js';
import { acceptQuote } from './accept.js';
import { createQuote } from './create.js';
import { deleteQuote } from './delete.js';
import * as reads from './reads.js';

export const quotes = area('quotes', [...Object.values(reads), createQuote, acceptQuote, deleteQuote]);
