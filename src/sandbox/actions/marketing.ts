import { type Call, fail, type Handlers, type Reply } from '../call.js';
import { html, nest, pageOf } from '../reply.js';
import { byId, issueId } from '../state.js';
import { NO_MOMENT } from '../values/dates.js';
import { amount } from '../values/money.js';

/** Serialized by PHP as WHMCS stores it; nobody should unserialize it. */
const UPGRADE_CONFIG =
  'a:4:{s:5:"value";s:4:"0.00";s:4:"type";s:0:"";s:12:"discounttype";s:10:"Percentage";s:13:"configoptions";s:0:"";}';

function getAffiliates(call: Call): Reply {
  const { params, state } = call;
  const found = state.affiliates.filter(
    (affiliate) =>
      (!params.given('userid') || params.int('userid') === affiliate.clientId) &&
      (!params.given('visitors') || params.int('visitors') === affiliate.visitors) &&
      (!params.given('paytype') || params.text('paytype') === affiliate.payType) &&
      (!params.given('payamount') || params.cents('payamount') === affiliate.payAmount) &&
      (!params.given('onetime') || params.int('onetime') === affiliate.oneTime) &&
      (!params.given('balance') || params.cents('balance') === affiliate.balance) &&
      (!params.given('withdrawn') || params.cents('withdrawn') === affiliate.withdrawn),
  );
  const page = pageOf(call, found);
  const rows = page.rows.map((affiliate) => ({
    id: String(affiliate.id),
    date: affiliate.date,
    clientid: String(affiliate.clientId),
    visitors: String(affiliate.visitors),
    paytype: affiliate.payType,
    payamount: amount(affiliate.payAmount),
    onetime: String(affiliate.oneTime),
    balance: amount(affiliate.balance),
    withdrawn: amount(affiliate.withdrawn),
    created_at: NO_MOMENT,
    updated_at: NO_MOMENT,
  }));
  return {
    result: 'success',
    totalresults: String(found.length),
    startnumber: String(page.start),
    numreturned: String(rows.length),
    affiliates: nest('affiliate', rows),
  };
}

/** Gives no id back; activating somebody twice changes nothing. */
function affiliateActivate(call: Call): Reply {
  const { params, state } = call;
  const client = byId(state.clients, params.int('userid'));
  if (!client) fail('Client ID not found');
  if (!state.affiliates.some((affiliate) => affiliate.clientId === client.id)) {
    state.affiliates.push({
      id: issueId(state, 'affiliates'),
      clientId: client.id,
      date: call.today,
      visitors: 0,
      payType: '',
      payAmount: 0,
      oneTime: 0,
      balance: 0,
      withdrawn: 0,
    });
    call.log(`Activated Affiliate Account - User ID: ${client.id}`, client.id);
  }
  return { result: 'success' };
}

function getPromotions(call: Call): Reply {
  const { params, state } = call;
  const code = params.text('code').toLowerCase();
  const rows = state.promotions
    .filter((promotion) => code === '' || promotion.code.toLowerCase() === code)
    .map((promotion) => ({
      id: promotion.id,
      code: promotion.code,
      type: promotion.type,
      recurring: promotion.recurring ? 1 : 0,
      value: promotion.value,
      cycles: '',
      appliesto: promotion.appliesTo,
      requires: '',
      requiresexisting: 0,
      startdate: promotion.startDate,
      expirationdate: promotion.expirationDate,
      maxuses: promotion.maxUses,
      uses: promotion.uses,
      lifetimepromo: 0,
      applyonce: 0,
      newsignups: 0,
      existingclient: 0,
      onceperclient: 0,
      recurfor: 0,
      upgrades: 0,
      upgradeconfig: UPGRADE_CONFIG,
      notes: html(promotion.notes),
    }));
  return { result: 'success', totalresults: rows.length, promotions: nest('promotion', rows) };
}

export const marketingActions: Handlers = {
  GetAffiliates: getAffiliates,
  AffiliateActivate: affiliateActivate,
  GetPromotions: getPromotions,
};
