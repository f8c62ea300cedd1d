import { confirmation, NAMED, need, whereRecord, write } from '../../src/catalog/index.js';
import { capital, counted, isNow, where } from '../../src/prose/index.js';
import {
  keepStatus,
  orderRecord,
  orderSubject,
  runningItems,
  settledByStatus,
} from '../../src/records/index.js';
import { setsBackItems } from './ending.js';

export const resetOrder = write('whmcs_pending_order', {
  title: 'Set an order back to pending',
  about:
    'Set an order and all its items to Pending, running services and domains too. Touches no server or registrar.',
  action: 'PendingOrder',
  whose: NAMED,
  names: { order: ['orderid'] },
  effects: [whereRecord('irreversible', setsBackItems)],
  args: { orderid: need.id() },
  sets: () => 'order status',
  result: confirmation(),
  done: isNow('Order', 'orderid', 'is Pending'),
  errors: {
    nothingBegun: ['Order ID Not Found'],
  },

  readBack: settledByStatus(orderRecord, { done: ['Pending'] }),

  undo: {
    before: keepStatus(orderRecord),
    call: (_args, { status }) =>
      status === undefined
        ? 'What the order was before was not kept; a person can set its status, and those of its items, in WHMCS.'
        : `The order was ${status} before; a person can set it and its items so in WHMCS. No tool sets the items of an order to a status and leaves servers and registrars alone.`,
  },

  async preview(scene) {
    const reset = await orderSubject(scene, () => undefined);
    const { order } = reset;
    const running = runningItems(order).length;
    return {
      title: `Set ${reset.named} back to Pending`,
      sentences: [
        ...reset.sentences,
        where(order?.fields.status === 'Pending', 'The order is Pending already.'),
        'The order and everything in it become Pending. No server and no registrar is called.',
        where(
          running > 0,
          `${capital(counted(running, 'item'))} of it ${running === 1 ? 'is' : 'are'} in use today: accounts and registrations stay as they are, and WHMCS takes them for not yet set up.`,
        ),
      ],
      irreversible: [
        'No tool sets the items back to what they were and leaves servers and registrars alone. A person can, in WHMCS.',
      ],
      details: reset.details,
      snapshot: reset.facts,
    };
  },

  sample: { least: { orderid: 1042 } },
});
