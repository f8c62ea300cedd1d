import { ABSENT, type Body, type ConflictRule, idOf, Misshapen, type ReadCall } from '../catalog/index.js';
import { isNotFound } from './reader.js';
import type { RecordType } from './record.js';
import { statusText } from './settled.js';

/**
 * The row of the record that a call names, for comparing the two; undefined where WHMCS has none. Rejects where it can't be
 * read, or where another record comes back: a comparison that failed must not pass for one that found nothing.
 */
export async function comparedRow(record: RecordType, { values, ask }: ReadCall): Promise<Body | undefined> {
  const argument = record.argumentOf(values);
  const value = values[argument];
  try {
    const row = record.pick(await ask(record.action, record.params(argument, value)), argument, value);
    if (row === undefined) throw new Misshapen(`it does not show the ${record.kind} that was asked for`);
    return row === ABSENT ? undefined : row;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/**
 * Says that WHMCS would refuse a call for the status of its record. A status that staff have made, and a record that can't be
 * read, are left to WHMCS.
 * @param takes what WHMCS does, and to which statuses: `cancels only`, `['Pending']`.
 */
export const onlyIn =
  (record: RecordType, takes: string, statuses: readonly string[]): ConflictRule =>
  async (call) => {
    const row = await comparedRow(record, call).catch(() => undefined);
    const status = String(row?.[record.status]);
    if (row === undefined || statuses.includes(status) || !record.statuses.includes(status)) return [];
    const named = `${record.kind} ${idOf(row.id) ?? idOf(row[record.keys.id.column]) ?? ''}`.trim();
    return [
      {
        says: `WHMCS ${takes} ${statuses.join(' and ')} ${record.kind}s, and ${named} is ${statusText(status)}.`,
        certain: true,
      },
    ];
  };
