import type { Tool } from '../../catalog/index.js';
import type { Store } from '../../store/index.js';
import { type Failure, failure } from '../outcome.js';

export interface HaltPorts {
  store(): Promise<Store>;
  /** Whether others than the operator can change the policy. */
  isExposed(): boolean;
}

/**
 * Why no call may be sent now that is not a read: the kill switch is thrown, or the policy may be anybody's. Undefined for a
 * read, and while neither holds. Rejects with a StoreFault where nobody can tell.
 */
export async function halted(tool: Tool, { store, isExposed }: HaltPorts): Promise<Failure | undefined> {
  if (tool.risk === 'read') return undefined;
  if (isExposed()) {
    return failure(
      'policy_denied',
      `[POLICY DENIED] ${tool.name} is refused by rule (exposed policy): others on this machine can change the policy file. Only reading goes on until the operator mends that; the log says how.`,
      { rule: '(exposed policy)' },
    );
  }
  const halt = await (await store()).killSwitch.halted();
  if (halt === undefined) return undefined;
  const why = halt.reason === '' ? '' : `: ${halt.reason.replace(/\.+$/, '')}`;
  return failure(
    'policy_denied',
    `[POLICY DENIED] ${tool.name} is refused by rule (halted)${why}. Only reading goes on until the operator resumes.`,
    { rule: '(halted)' },
  );
}
