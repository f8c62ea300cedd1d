import { z } from 'zod';
import {
  type Body,
  type ConflictRule,
  confirmation,
  idOf,
  line,
  may,
  NAMED,
  need,
  type ReadBack,
  refuse,
  type Scene,
  whereRecord,
  write,
} from '../../../src/catalog/index.js';
import { once } from '../../../src/once.js';
import { MAIL_STAYS, oneLine, pricedText, quoted, where, word } from '../../../src/prose/index.js';
import { flagOf, type Person, untold } from '../../../src/records/index.js';
import { knownGateway } from '../../billing/gateways.js';
import { CYCLES } from '../../orders/desk/cycles.js';
import { serviceSubject } from '../service-subject.js';
import { askUpgrade, isSettledAtOnce, optionParams, upgradeQuestion, upgradeStake } from './upgrade-price.js';

const chosen = once(() =>
  z.strictObject({
    id: line.id().describe('Configurable option'),
    value: z.int().min(0).describe('Choice or amount'),
  }),
);

export const upgradeProduct = write('whmcs_upgrade_product', {
  title: 'Upgrade a service',
  about:
    "Order another product, cycle or options in the place of a service's: WHMCS invoices the difference for the rest of the paid time. The server gets it once that is paid, at once where nothing is to pay; what is below zero becomes credit. Undone by whmcs_cancel_order as long as it is not paid.",
  action: 'UpgradeProduct',
  whose: NAMED,
  names: { service: ['serviceid'] },
  money: upgradeStake,
  effects: [
    'mail',
    'money',
    whereRecord('provisioning', isSettledAtOnce),
    whereRecord('irreversible', isSettledAtOnce),
  ],
  args: {
    serviceid: need.id(),
    type: need.choice(['product', 'configoptions'], 'What is upgraded'),
    paymentmethod: need.text('System name, from whmcs_get_payment_methods'),
    newproductid: may.id('Product id'),
    newproductbillingcycle: may.choice(CYCLES, 'That of the service when left out'),
    promocode: may.text('From whmcs_get_promotions'),
    configoptions: may.rows(chosen, 'For type configoptions', (rows, name) => ({
      [name]: optionParams(rows),
    })),
  },
  rules: [
    refuse(
      'type product needs newproductid, and takes no configoptions',
      ({ type, newproductid, configoptions }) =>
        type === 'product' && (newproductid === undefined || configoptions !== undefined),
    ),
    refuse(
      'type configoptions needs configoptions, and takes no newproductid and no newproductbillingcycle',
      ({ type, newproductid, newproductbillingcycle, configoptions }) =>
        type === 'configoptions' &&
        (configoptions === undefined || newproductid !== undefined || newproductbillingcycle !== undefined),
    ),
  ],
  slow: true,
  before: [knownGateway('paymentmethod')],
  hopeless: notWhileOneWaits(),
  result: confirmation({ makes: 'orderid' }),
  done: ({ serviceid }, result) =>
    `Order ${idOf(result.orderid) ?? ''} upgrades service ${serviceid}${idOf(result.invoiceid) === undefined ? '' : ` once invoice ${idOf(result.invoiceid)} is paid`}.`,
  errors: {
    nothingBegun: [
      'Service ID Not Found',
      'Unable to accept upgrade order. Previous upgrade invoice for service is still unpaid.',
      'Invalid Payment Method. Valid options include…',
      'Invalid Upgrade Type',
    ],
    passesOn: 'the server module',
  },

  readBack: upgradeFound(),

  undo: {
    leaves: 'Mails are not called back.',
    call(_args, _kept, result) {
      const orderid = idOf(result.orderid);
      if (orderid === undefined)
        return 'The answer of the call does not name the order it made; a person can find and end it in WHMCS.';
      return idOf(result.invoiceid) === undefined
        ? 'Nothing had to be paid, so it was carried out at once; a person can upgrade the service back, and take the credit off the client.'
        : { tool: 'whmcs_cancel_order', args: { orderid } };
    },
  },

  async preview(scene) {
    const [subject, price] = await Promise.all([serviceSubject(scene), readUpgrade(scene)]);
    const { named, there, service, person, facts, ...rest } = subject;
    return {
      title: `Upgrade ${named}`,
      sentences: [
        ...rest.sentences,
        ...(price === undefined ? [] : priceSentences(price, person, there)),
        where(
          scene.values.promocode !== undefined,
          `WHMCS counts the promotion code ${quoted(scene.values.promocode, 60)} where it fits.`,
        ),
        `Mails about the order, and about its invoice, may go to ${person.mail}.`,
      ],
      irreversible: [MAIL_STAYS],
      details: rest.details,
      snapshot: {
        ...facts,
        'service.pid': service?.fields.pid,
        'service.billingcycle': service?.fields.billingcycle,
        'upgrade.price': price?.price,
        'upgrade.days': price?.daysuntilrenewal,
        'upgrade.product': price?.newproductname,
        'client.credit': person.client?.fields.credit,
        'mail.to': person.client?.email,
      },
    };
  },

  sample: {
    least: { serviceid: 101, type: 'product', newproductid: 2, paymentmethod: 'paypal' },
    most: {
      serviceid: 101,
      type: 'product',
      newproductid: 2,
      newproductbillingcycle: 'annually',
      paymentmethod: 'paypal',
      promocode: 'WELCOME10',
    },
    more: [
      {
        serviceid: 101,
        type: 'configoptions',
        paymentmethod: 'paypal',
        configoptions: [{ id: 1, value: 4 }],
      },
    ],
  },
});

/** WHMCS takes no second upgrade of a service whose first is not paid. */
function notWhileOneWaits(): ConflictRule {
  return async (call) => {
    const reply = await askUpgrade(call).catch(() => undefined);
    return reply !== undefined && flagOf(reply.upgradeinprogress) === true
      ? [
          {
            says: `WHMCS takes no upgrade of service ${Number(call.values.serviceid)} while the invoice of an earlier one is unpaid.`,
            certain: true,
          },
        ]
      : [];
  };
}

/** What tells one from before: the product that the service has, and whether an upgrade waits to be paid. */
function standing(reply: Body): { product: number; waits: boolean } | undefined {
  const [product, waits] = [idOf(reply.oldproductid), flagOf(reply.upgradeinprogress)];
  return product === undefined || waits === undefined ? undefined : { product, waits };
}

/** Asks WHMCS to calculate the same again: it says whether an upgrade is under way, and which product the service has. */
function upgradeFound(): ReadBack {
  return {
    action: 'UpgradeProduct',
    params: (args) => upgradeQuestion(args).params,
    keep: (reply) => standing(reply),
    tells(reply, { serviceid, newproductid }, { prior }) {
      const now = standing(reply);
      const named = `service ${Number(serviceid)}`;
      if (now === undefined || prior === undefined)
        return untold(`${named} does not show whether it is upgraded`);
      if (now.waits && prior.waits === false)
        return { done: true, says: `an upgrade of ${named} waits to be paid` };
      if (now.product === newproductid && prior.product !== newproductid)
        return { done: true, says: `${named} has product ${now.product}` };
      if (now.waits || now.product !== prior.product) return untold(`${named} was changed meanwhile`);
      return newproductid === undefined || prior.product === newproductid
        ? untold(`${named} has product ${now.product}, which does not tell`)
        : { done: false, says: `no upgrade of ${named} is under way` };
    },
  };
}

/** What WHMCS calculates, for the preview. */
const readUpgrade = ({ reads, values }: Scene): Promise<Body | undefined> =>
  reads.look({
    name: 'what WHMCS asks for the upgrade',
    ...upgradeQuestion(values),
    pick: (reply) => (pricedText(reply.price) === undefined ? undefined : reply),
  });

function priceSentences(price: Body, { client }: Person, there: string): (string | undefined)[] {
  const { oldproductname: from, newproductname: to, newproductbillingcycle: cycle } = price;
  const days = [idOf(price.daysuntilrenewal), idOf(price.totaldays)];
  const asked = pricedText(price.price) ?? '';
  const isFree = /^(?:-|0+(?:[.,]0+)?(?![\d.,]))/.test(asked);
  const rest =
    days[0] === undefined || days[1] === undefined
      ? ''
      : ` for the ${days[0]} of ${days[1]} days that are left`;
  const ordered =
    oneLine(to) === ''
      ? 'New options are ordered.'
      : `${quoted(from)} becomes ${quoted(to)}, charged ${word(cycle)}.`;
  return [
    ordered,
    isFree
      ? `WHMCS works out ${asked}${rest}: nothing is to be paid, the client gets what is below zero as credit, and the account ${there} is changed at once.`
      : `WHMCS asks ${asked}${rest}, and tax where it is due: it is invoiced now, and the account ${there} is changed once that is paid.`,
    where(
      !isFree && client?.credit?.gt(0) === true,
      'WHMCS may pay the invoice out of the credit of the client, and then it is changed at once.',
    ),
  ];
}
