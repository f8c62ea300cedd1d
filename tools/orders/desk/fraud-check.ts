import {
  type Body,
  confirmation,
  listAt,
  may,
  NAMED,
  need,
  whereGiven,
  write,
} from '../../../src/catalog/index.js';
import { decoded } from '../../../src/entities.js';
import { isNow, quoted, where, word } from '../../../src/prose/index.js';
import { orderRecord, orderSubject, readOf, rowOf, untold } from '../../../src/records/index.js';

export const checkFraud = write('whmcs_order_fraud_check', {
  title: 'Check an order for fraud',
  about:
    'Let the fraud module of WHMCS look at an order again. It is sent data of the client, may cost, and its finding replaces the one before; the status of the order stays.',
  action: 'OrderFraudCheck',
  whose: NAMED,
  names: { order: ['orderid'] },
  // What the check finds rests on the address that the call puts in.
  effects: [whereGiven('impersonation', 'ipaddress')],
  args: { orderid: need.id(), ipaddress: may.ip('Instead of the one of the order') },
  slow: true,
  sets: () => 'fraud check',
  result: confirmation(),
  done: isNow('Order', 'orderid', 'is checked'),
  errors: { nothingBegun: ['Order ID Not Found', 'No Active Fraud Module'] },

  // A finding may be the same as before: only the first of an order tells.
  readBack: {
    ...readOf(orderRecord),
    keep(reply, args) {
      const row = rowOf(orderRecord, reply, args);
      return row && { checked: isChecked(row) };
    },
    tells(reply, args, { prior }) {
      const row = rowOf(orderRecord, reply, args);
      const named = `order ${Number(args.orderid)}`;
      if (row === undefined) return untold('WHMCS shows no such order');
      if (!isChecked(row)) return { done: false, says: `${named} shows no finding` };
      return prior?.checked === false
        ? { done: true, says: `${named} shows a finding` }
        : untold(`${named} shows a finding, which may be an earlier one`);
    },
  },

  undo: 'The finding before is not kept; the check can be made again.',

  async preview(scene) {
    const { values } = scene;
    const checked = await orderSubject(scene, () => undefined);
    const fields = checked.order?.fields;
    const module = decoded(fields?.fraudmodule);
    return {
      title: `Check ${checked.named} for fraud`,
      sentences: [
        ...checked.sentences,
        'Name, addresses and IP address of the client go to the fraud module of WHMCS, whose provider may charge for it.',
        values.ipaddress === undefined
          ? undefined
          : `It is checked as if they had ordered from the address ${quoted(values.ipaddress, 45)}, and not from ${quoted(fields?.ipaddress, 45)}.`,
        where(fields !== undefined && isChecked(fields), `What ${word(module)} found before is replaced.`),
        'The status of the order stays.',
      ],
      details: checked.details,
      snapshot: checked.facts,
    };
  },

  sample: { least: { orderid: 1042 }, most: { orderid: 1042, ipaddress: '192.0.2.1' } },
});

function isChecked(row: Body): boolean {
  const { fraudoutput: found } = row;
  return typeof found === 'object' && found !== null
    ? listAt(row, 'fraudoutput').length > 0
    : decoded(found) !== '';
}
