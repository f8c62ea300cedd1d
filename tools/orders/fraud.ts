import { confirmation, may, NAMED, need, whereRecord, write } from '../../src/catalog/index.js';
import { counted, isNow, where } from '../../src/prose/index.js';
import { keepStatus, orderRecord, runningItems, settledByStatus } from '../../src/records/index.js';
import {
  endedOrder,
  endingFacts,
  endingIrreversible,
  endingSentences,
  endsSubscription,
  orderedAmount,
  setsBackItems,
  takenBack,
} from './ending.js';

export const markFraud = write('whmcs_fraud_order', {
  title: 'Mark an order as fraud',
  about:
    'Mark an order, with its services and domains, as fraud; cancelsub ends the PayPal subscription for good. whmcs_pending_order resets statuses only.',
  action: 'FraudOrder',
  whose: NAMED,
  names: { order: ['orderid'] },
  money: orderedAmount,
  effects: ['money', 'irreversible?cancelsub', whereRecord('irreversible', setsBackItems)],
  args: { orderid: need.id(), cancelsub: may.alwaysFlag() },
  slow: true,
  sets: () => 'order status',
  result: confirmation(),
  done: isNow('Order', 'orderid', 'is marked as Fraud'),
  errors: {
    nothingBegun: ['Order ID Not Found'],
    leftOpen: ['Subscription Cancellation Failed…'],
    passesOn: 'the gateway',
  },

  readBack: settledByStatus(orderRecord, { done: ['Fraud'], unsure: endsSubscription }),

  // A fraud order can go back to Pending alone, whatever it was.
  undo: {
    leaves: 'An ended subscription, and the invoice that was taken back with the order, stay as they are.',
    before: keepStatus(orderRecord),
    call: ({ orderid }, { status }) => ({
      tool: 'whmcs_pending_order',
      args: { orderid },
      ...(status === undefined || status === 'Pending'
        ? {}
        : { leaves: `The order was ${status} before; a person can set it and its items so in WHMCS.` }),
    }),
  },

  async preview(scene) {
    const ended = await endedOrder(scene);
    const { order } = ended;
    const running = runningItems(order).length;
    return {
      title: `Mark ${ended.named} as fraud`,
      sentences: [
        ...ended.sentences,
        ...endingSentences(ended, scene),
        'The order and everything in it become Fraud.',
        where(running > 0, `${counted(running, 'item')} of it ${running === 1 ? 'is' : 'are'} in use today.`),
        takenBack(ended),
      ],
      irreversible: [
        ...endingIrreversible(ended, scene.values),
        'whmcs_pending_order sets the order back to Pending alone, whatever it was before.',
      ],
      gentler: endsSubscription(scene.values)
        ? 'Mark it without cancelsub: the subscription stays, and a person can end it at the gateway later.'
        : order?.fields.status === 'Pending'
          ? 'Leave it Pending until it is checked: nothing is set up for a pending order.'
          : undefined,
      details: ended.details,
      snapshot: endingFacts(ended),
    };
  },

  sample: { least: { orderid: 1042 }, most: { orderid: 1042, cancelsub: true } },
});
