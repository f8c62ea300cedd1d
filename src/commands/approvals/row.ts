import { shownOf } from '../../approvals/index.js';
import { duration } from '../../duration.js';
import { plain } from '../../plain.js';
import type { ApprovalState, StoredApproval } from '../../store/index.js';
import type { Paint } from '../terminal/paint.js';

/** What becomes of held mail, in a word. */
export const HELD_STATES: Readonly<Record<ApprovalState, string>> = {
  pending: 'held',
  approved: 'being sent',
  denied: 'dropped',
  expired: 'too late',
  used: 'sent',
  void: 'left out',
};

/** A request as the cells of a line: id, state with the time left, tool, who asked, what for. */
export function rowOf(approval: StoredApproval, now: Date, paint: Paint): string[] {
  const { id, state, tool, caller, expiresAt, held, note } = approval;
  const { preview, install, program } = shownOf(approval);
  const where = install === undefined ? '' : ` in ${plain(install)}`;
  const named = program === undefined ? '' : ` ("${plain(program)}")`;
  const isOpen = state === 'pending' || state === 'approved';
  const colour = { pending: paint.doubtful, approved: paint.good, denied: paint.bad }[state as string];
  const until = (at: Date) => duration(at.getTime() - now.getTime());
  const waits = held !== undefined && state === 'pending';
  const left = waits ? `, sent in ${until(held.dueAt)}` : isOpen ? `, ${until(expiresAt)} left` : '';
  const isUnconfirmed = state === 'used' && note !== '';
  const word = held === undefined ? state : isUnconfirmed ? 'not known to be sent' : HELD_STATES[state];
  return [
    paint.bold(id),
    (colour ?? paint.dim)(`${word}${left}`),
    tool,
    `by ${plain(caller)}${named}${where}`,
    plain(preview.title),
  ];
}
