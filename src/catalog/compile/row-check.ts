import { REASON, REPEAT_OF, type RiskClass } from '../../terms.js';
import { rulesOf } from '../effects.js';
import { canRead } from '../risk.js';
import type { Row } from '../row.js';

/** A row that could surprise somebody later is refused at start. */
export function checkRow(name: string, row: Row, risk: RiskClass): void {
  for (const own of [REASON, REPEAT_OF]) {
    if (Object.hasOwn(row.args, own))
      throw new Error(`${name}: ${own} means the same of every tool; name it otherwise.`);
  }
  const undoes = typeof row.undo === 'object' ? [row.undo.before] : [];
  for (const side of [
    ...(row.before ?? []),
    ...(row.after ?? []),
    row.readBack,
    row.readBack?.also,
    ...undoes,
  ]) {
    if (side !== undefined && !canRead(side.action))
      throw new Error(`${name}: side read ${side.action} is not classified as a read.`);
  }
  if (row.money === undefined && rulesOf(row.effects).some(({ effect }) => effect === 'money'))
    throw new Error(`${name}: nothing says how much money is at stake; add money.`);
  checkWhose(name, row, risk);
  // What a composed tool calls has all that follows.
  if (risk === 'read' || row.compose !== undefined) return;
  if (row.rarelyChanges !== undefined)
    throw new Error(`${name}: only an answer to a read can be given again.`);
  if (row.errors === undefined) throw new Error(`${name}: nothing says what its errors prove; add errors.`);
  if (row.done === undefined) throw new Error(`${name}: nothing says what is so once it is done; add done.`);
  if (row.readBack === undefined)
    throw new Error(`${name}: nothing says how to tell whether it was carried out; add readBack.`);
  if (row.undo === undefined)
    throw new Error(`${name}: nothing says how it is undone; add undo, or a sentence why nothing undoes it.`);
  if (row.preview === undefined)
    throw new Error(`${name}: nothing shows a person what it would do; add preview.`);
}

/** A caller who is granted single clients must have nothing of a tool that can't be told to be of one of them. */
function checkWhose(
  name: string,
  { whose, names = {}, result, rarelyChanges, lines }: Row,
  risk: RiskClass,
): void {
  const wrong = (why: string) => new Error(`${name}: ${why}; whose says otherwise.`);
  const about = whose.shows === 'named' ? whose.about : undefined;
  const { shows } = whose;
  if (shows === 'rows' && result.kind !== 'list') throw wrong('its answer is no list');
  if (shows === 'rows' && rarelyChanges !== undefined) throw wrong('its answers are kept for all callers');
  if (shows === 'record' && Object.keys(names).length !== 1) throw wrong('its arguments name not one record');
  if (shows === 'record' && result.kind !== 'record') throw wrong('its answer is no record');
  if (shows === 'named' && about === undefined && Object.keys(names).length === 0)
    throw wrong('its arguments name no record');
  // Each of its lines is held to those clients by itself.
  if (shows === 'parts' && lines !== undefined) return;
  if (risk !== 'read' && shows !== 'named' && shows !== 'business')
    throw wrong('it changes more than what it names');
}
