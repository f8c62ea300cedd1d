import { ABSENT, type Body, Misshapen, type ReadCall } from '../catalog/index.js';
import { isNotFound } from './reader.js';
import type { RecordType } from './record.js';

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
