import type { Tool } from '../../catalog/index.js';
import type { Store } from '../../store/index.js';
import { type Failure, failure } from '../outcome.js';

/**
 * Why the call may not be sent while the kill switch is thrown; undefined for a read, and while it is not thrown. Rejects
 * with a StoreFault where nobody can tell.
 */
export async function halted(tool: Tool, store: () => Promise<Store>): Promise<Failure | undefined> {
  if (tool.risk === 'read') return undefined;
  const halt = await (await store()).killSwitch.halted();
  if (halt === undefined) return undefined;
  const why = halt.reason === '' ? '' : `: ${halt.reason}`;
  return failure(
    'policy_denied',
    `[POLICY DENIED] ${tool.name} is refused by rule (halted)${why}. Only reading goes on until the operator resumes.`,
    { rule: '(halted)' },
  );
}
