import type { CallView } from '../../audit/index.js';
import { exact, plain } from '../../plain.js';
import type { Host } from '../host.js';
import type { Paint } from '../terminal/paint.js';
import { shownTime } from '../terminal/times.js';

const SHOWN = 160;

/** The beginning of a text that is too long for a line. */
export const short = (text: string) => (text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);

/** A call as the cells of a line: when, what came of it, tool, who, its id, arguments. */
export function callRow(host: Host, view: CallView, { now, paint }: { now: Date; paint: Paint }): string[] {
  const { at, state, tool, caller, install, call, args, result } = view;
  const where = install === undefined ? '' : ` in ${plain(install)}`;
  const code = result === undefined || result.outcome === state ? '' : ` (${plain(result.outcome)})`;
  const colours: Readonly<Record<string, (text: string) => string>> = {
    done: paint.good,
    failed: paint.bad,
    unknown: paint.bad,
    refused: paint.doubtful,
  };
  return [
    shownTime(host, at, now),
    (colours[state] ?? paint.dim)(`${state}${code}`),
    plain(tool),
    `by ${plain(caller)}${where}`,
    plain(call),
    paint.dim(short(exact(args))),
  ];
}
