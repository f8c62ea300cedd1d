import type { Body, Undo, Values } from '../../src/catalog/index.js';
import { decoded } from '../../src/entities.js';
import { readOf, rowOf, serviceRecord, statusText } from '../../src/records/index.js';

/** Reads what a suspension, or its end, will replace. */
export const keepSuspension: NonNullable<Undo['before']> = {
  ...readOf(serviceRecord),
  keep(reply, args) {
    const row = rowOf(serviceRecord, reply, args);
    return row && { status: statusText(row.status), ...reasonOf(row) };
  },
};

function reasonOf(row: Body): { suspendreason?: string } {
  const reason = decoded(row.suspensionreason).slice(0, 255);
  return reason.trim() === '' ? {} : { suspendreason: reason };
}

/** The call that suspends the service again, with the reason it had. */
export const suspendAsBefore = (
  { serviceid }: Values,
  { suspendreason }: Readonly<Record<string, unknown>>,
) => ({
  tool: 'whmcs_module_suspend',
  args: { serviceid, ...(suspendreason === undefined ? {} : { suspendreason }) },
});
