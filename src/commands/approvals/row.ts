import { shownOf } from '../../approvals/index.js';
import { duration } from '../../duration.js';
import { plain } from '../../plain.js';
import type { StoredApproval } from '../../store/index.js';
import type { Paint } from '../terminal/paint.js';

/** A request as the cells of a line: id, state with the time left, tool, who asked, what for. */
export function rowOf(approval: StoredApproval, now: Date, paint: Paint): string[] {
  const { id, state, tool, caller, expiresAt } = approval;
  const { preview, install, program } = shownOf(approval);
  const where = install === undefined ? '' : ` in ${plain(install)}`;
  const named = program === undefined ? '' : ` ("${plain(program)}")`;
  const isOpen = state === 'pending' || state === 'approved';
  const colour = { pending: paint.doubtful, approved: paint.good, denied: paint.bad }[state as string];
  const left = isOpen ? `, ${duration(expiresAt.getTime() - now.getTime())} left` : '';
  return [
    paint.bold(id),
    (colour ?? paint.dim)(`${state}${left}`),
    tool,
    `by ${plain(caller)}${named}${where}`,
    plain(preview.title),
  ];
}
