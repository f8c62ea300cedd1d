import { may, paged, read, rowsNaming } from '../../src/catalog/index.js';
import { STAGES } from './stages.js';

export const getQuotes = read('whmcs_get_quotes', {
  title: 'List quotes',
  about: 'List quotes with their lines and totals.',
  action: 'GetQuotes',
  whose: rowsNaming('userid'),
  names: { quote: ['quoteid'], client: ['userid'] },
  args: {
    quoteid: may.id(),
    userid: may.id('Client id'),
    subject: may.text(),
    stage: may.choice(STAGES),
    datecreated: may.date(),
    lastmodified: may.date(),
    validuntil: may.date(),
  },
  result: paged('quotes.quote', { each: { items: 'item' } }),
  sample: {
    least: {},
    most: {
      quoteid: 1,
      userid: 1,
      subject: 'x',
      stage: 'Draft',
      datecreated: '2026-01-02',
      lastmodified: '2026-01-02',
      validuntil: '2026-02-01',
      limitstart: 0,
      limitnum: 5,
      fields: ['id'],
    },
  },
});
