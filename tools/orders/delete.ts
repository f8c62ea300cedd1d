import { confirmation, NAMED, need, write } from '../../src/catalog/index.js';
import { isNow, money, where, word } from '../../src/prose/index.js';
import { goneFromList, onlyIn, orderRecord, orderSubject } from '../../src/records/index.js';
import { orderedAmount } from './ending.js';

export const deleteOrder = write('whmcs_delete_order', {
  title: 'Delete an order',
  about: 'Delete a cancelled or fraud order with its items. Cannot be undone.',
  action: 'DeleteOrder',
  whose: NAMED,
  names: { order: ['orderid'] },
  money: orderedAmount,
  effects: ['money', 'irreversible'],
  args: { orderid: need.id() },
  hopeless: onlyIn(orderRecord, 'deletes only', ['Cancelled', 'Fraud']),
  result: confirmation(),
  done: isNow('Order', 'orderid', 'is deleted'),
  errors: {
    nothingBegun: ['Order ID not found', 'The order status must be in Cancelled or Fraud to be deleted'],
  },

  readBack: goneFromList(orderRecord),

  undo: 'A deleted order does not come back. A person can restore it from a backup, or enter it anew.',

  async preview(scene) {
    const deleted = await orderSubject(scene, () => undefined);
    const { order, person } = deleted;
    const status = order?.fields.status;
    const isOver = status === 'Cancelled' || status === 'Fraud';
    return {
      title: `Delete ${deleted.named}`,
      sentences: [
        ...deleted.sentences,
        order?.invoiceId
          ? `Its invoice ${order.invoiceId} is ${word(order.fields.paymentstatus)}; WHMCS may delete it as well.`
          : undefined,
        'The order is deleted from WHMCS with everything in it.',
        where(
          status !== undefined && !isOver,
          `WHMCS deletes only Cancelled and Fraud orders and would refuse: this one is ${word(status)}.`,
        ),
      ],
      gentler: isOver
        ? `Leave it ${status}: it does nothing more, and what was ordered for ${money(order?.amount, person.currency)} stays on record.`
        : undefined,
      details: deleted.details,
      snapshot: { ...deleted.facts, 'invoice.status': order?.fields.paymentstatus },
    };
  },

  sample: { least: { orderid: 1042 } },
});
