import { area, may, whole } from '../../src/catalog/index.js';

export const promotions = area('promotions', {
  whmcs_get_promotions: {
    title: 'List promotions',
    about: 'Promotion codes with their terms and uses.',
    action: 'GetPromotions',
    args: { code: may.text() },
    result: whole('promotions.promotion'),
  },
});
