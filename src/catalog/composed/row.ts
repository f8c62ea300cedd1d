import { type NamedRow, PARTS, type Row } from '../row.js';
import { record } from '../shape.js';
import type { Compose } from './calls.js';

/** A tool that is no WHMCS action, and answers by calls of other tools. */
export interface ComposedRow
  extends Pick<Row, 'title' | 'about' | 'args' | 'names' | 'rules' | 'ours' | 'mostCalls' | 'sample'> {
  readonly compose: Compose;
}

/** A composed tool. It reads: one that writes also has to state what a row of a write does. */
export const composed = (name: string, row: ComposedRow): NamedRow => ({
  name,
  row: { ...row, action: name, whose: PARTS, result: record() },
});
