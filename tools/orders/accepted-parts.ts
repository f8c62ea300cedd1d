import type { Body, ReadBack, Values } from '../../src/catalog/index.js';
import {
  type Item,
  orderRecord,
  queueOfAll,
  rowOf,
  settledByStatus,
  statusText,
  untold,
} from '../../src/records/index.js';

const itemsOf = (shown: Body, args: Values): readonly Item[] => {
  const row = rowOf(orderRecord, shown, args);
  return (row && orderRecord.parse(row, shown)?.items) ?? [];
};

/** A server or a registrar that did its part and failed all the same leaves the item Pending. */
function partOf({ kind, id, status }: Item, args: Values): string {
  const called = { service: args.autosetup, domain: args.sendregistrar, item: undefined }[kind] === true;
  const done = kind === 'service' ? 'set up on its server' : 'ordered at its registrar';
  return `${kind} ${id} is ${statusText(status)}${called && status === 'Pending' ? ` and may be ${done} all the same` : ''}`;
}

const byStatus = settledByStatus(orderRecord, {
  done: ['Active'],
  // Servers and registrars come first: they may be done, and the order still be Pending.
  unsure: (args) => args.autosetup === true || args.sendregistrar === true,
  repeats: true,
});

/** Tells a lost acceptance by the order, and what of it may exist by its items. */
export const acceptedParts: ReadBack = {
  ...byStatus,
  also: queueOfAll((shown, args) =>
    itemsOf(shown, args).flatMap(({ kind, id }) => (kind === 'item' ? [] : { type: kind, id })),
  ),
  tells(reply, args, at) {
    const finding = byStatus.tells(reply, args, at);
    const items = itemsOf(reply, args);
    const says = [finding.says, ...items.map((item) => partOf(item, args))].join(', ');
    const isBegun = items.some(({ status }) => status !== 'Pending');
    return finding.done === false && isBegun ? untold(says) : { ...finding, says };
  },
};
