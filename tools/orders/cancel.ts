import { confirmation, may, NAMED, need, write } from '../../src/catalog/index.js';
import { isNow, MAIL_STAYS, where, word } from '../../src/prose/index.js';
import { counter, onlyIn, orderRecord, settledByStatus } from '../../src/records/index.js';
import {
  endedOrder,
  endingFacts,
  endingIrreversible,
  endingSentences,
  endsSubscription,
  orderedAmount,
  takenBack,
} from './ending.js';

export const cancelOrder = write('whmcs_cancel_order', {
  title: 'Cancel an order',
  about:
    'Cancel a pending order with its items; cancelsub also ends the subscription at the gateway for good. whmcs_pending_order resets statuses only.',
  action: 'CancelOrder',
  whose: NAMED,
  names: { order: ['orderid'] },
  money: orderedAmount,
  effects: ['money', 'irreversible?cancelsub', 'mail?!noemail'],
  args: {
    orderid: need.id(),
    cancelsub: may.alwaysFlag(),
    noemail: may.alwaysFlag(),
  },
  slow: true,
  sets: () => 'order status',
  hopeless: onlyIn(orderRecord, 'cancels only', ['Pending']),
  result: confirmation(),
  done: isNow('Order', 'orderid', 'is Cancelled'),
  errors: {
    nothingBegun: ['Order ID not found or Status not Pending'],
    leftOpen: ['Subscription Cancellation Failed…'],
    passesOn: 'the gateway',
  },

  readBack: settledByStatus(orderRecord, { done: ['Cancelled'], unsure: endsSubscription }),

  undo: counter(
    'whmcs_pending_order',
    'orderid',
    'An ended subscription, the invoice that was taken back with the order, and mails stay as they are.',
  ),

  async preview(scene) {
    const ended = await endedOrder(scene);
    const { cancelsub, noemail } = scene.values;
    const status = ended.order?.fields.status;
    return {
      title: `Cancel ${ended.named}`,
      sentences: [
        ...ended.sentences,
        ...endingSentences(ended, scene),
        'The order and everything in it become Cancelled.',
        takenBack(ended),
        noemail === true
          ? 'No mail is sent.'
          : `If the invoice counts as paid without this order, a receipt goes to ${ended.person.mail}.`,
        where(
          status !== undefined && status !== 'Pending',
          `WHMCS cancels only Pending orders and would refuse: this one is ${word(status)}.`,
        ),
      ],
      irreversible: [...endingIrreversible(ended, scene.values), where(noemail !== true, MAIL_STAYS)],
      gentler:
        cancelsub === true
          ? 'Cancel it without cancelsub: the subscription stays, and a person can end it at the gateway later.'
          : 'Leave it Pending for now. A cancelled order can be set back with whmcs_pending_order, but its invoice does not come back.',
      details: ended.details,
      snapshot: endingFacts(ended),
    };
  },

  sample: { least: { orderid: 1042 }, most: { orderid: 1042, cancelsub: true, noemail: true } },
});
