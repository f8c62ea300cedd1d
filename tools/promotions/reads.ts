import { BUSINESS, may, read, whole } from '../../src/catalog/index.js';

export const getPromotions = read('whmcs_get_promotions', {
  title: 'List promotions',
  about: 'Promotion codes with their terms and uses.',
  action: 'GetPromotions',
  whose: BUSINESS,
  args: { code: may.text() },
  result: whole('promotions.promotion'),
  sample: { least: {}, most: { code: 'WELCOME', limitstart: 0, limitnum: 5, fields: ['id'] } },
});
