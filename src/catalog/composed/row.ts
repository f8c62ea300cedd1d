import { type NamedRow, PARTS, type Row } from '../row.js';
import { record } from '../shape.js';
import type { Compose, HandOver } from './calls.js';

/** A tool that is no WHMCS action, and answers by calls of other tools. */
export interface ComposedRow
  extends Pick<
    Row,
    'title' | 'about' | 'args' | 'names' | 'rules' | 'ours' | 'lines' | 'undo' | 'mostCalls' | 'sample'
  > {
  readonly compose: Compose;
}

/** A composed tool. It reads, or carries out `lines`, each of which is looked up and undone by itself. */
export const composed = (name: string, row: ComposedRow): NamedRow => ({
  name,
  row: { ...row, action: name, whose: PARTS, result: record() },
});

/** A tool that hands each call over to another one, which people and policies see in its place. */
export interface HandingRow extends Pick<Row, 'title' | 'about' | 'args' | 'rules' | 'sample'> {
  readonly to: HandOver;
}

/** Such a tool. It sends nothing itself, so that its own class is the mildest; clients are told that its calls can destroy. */
export const handsOver = (name: string, { to, ...row }: HandingRow): NamedRow => ({
  name,
  row: { ...row, handOver: to, action: name, whose: PARTS, result: record() },
});
