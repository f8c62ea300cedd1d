import { idOf, listAt, type ReachCall, type Values } from '../catalog/index.js';
import type { RecordType } from './record.js';
import { namedRow } from './stake.js';

/** Whether the lines that a call names stand on its own record: WHMCS takes the id of a line for what it is, wherever it stands. */
export const ownLines =
  (record: RecordType, idsOf: (values: Values) => readonly number[]) =>
  async ({ values, ask }: ReachCall): Promise<boolean> => {
    const ids = idsOf(values);
    if (ids.length === 0) return true;
    const rows = listAt(await namedRow(record, { values, ask }), 'items.item');
    return ids.every((id) => rows.some((row) => idOf(row.id) === id));
  };
