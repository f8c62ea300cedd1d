import type { RiskClass } from '../../terms.js';
import { rulesOf } from '../effects.js';
import { riskClassOf } from '../risk.js';
import type { Row } from '../row.js';

/** A row that could surprise somebody later is refused at start. */
export function checkRow(name: string, row: Row, risk: RiskClass): void {
  const undoes = typeof row.undo === 'object' ? [row.undo.before] : [];
  for (const side of [
    ...(row.before ?? []),
    ...(row.after ?? []),
    row.readBack,
    row.readBack?.also,
    ...undoes,
  ]) {
    if (side !== undefined && riskClassOf(side.action) !== 'read')
      throw new Error(`${name}: side read ${side.action} is not classified as a read.`);
  }
  if (row.money === undefined && rulesOf(row.effects).some(({ effect }) => effect === 'money'))
    throw new Error(`${name}: nothing says how much money is at stake; add money.`);
  if (risk === 'read') return;
  if (row.rarelyChanges !== undefined)
    throw new Error(`${name}: only an answer to a read can be given again.`);
  if (row.errors === undefined) throw new Error(`${name}: nothing says what its errors prove; add errors.`);
  if (row.readBack === undefined)
    throw new Error(`${name}: nothing says how to tell whether it was carried out; add readBack.`);
  if (row.undo === undefined)
    throw new Error(`${name}: nothing says how it is undone; add undo, or a sentence why nothing undoes it.`);
  if (row.preview === undefined)
    throw new Error(`${name}: nothing shows a person what it would do; add preview.`);
}
