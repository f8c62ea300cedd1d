import { area } from '../../../src/catalog/index.js';
import { sendQuote } from './send.js';
import { updateQuote } from './update.js';

export const quotesDesk = area('quotes', [sendQuote, updateQuote], 'desk');
