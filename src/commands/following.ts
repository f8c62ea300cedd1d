import type { Ports } from '../app.js';
import type { Config } from '../config/index.js';
import { IN_STATE } from '../policy-in-force/index.js';

/** What follows the policy of a configuration, where that is published in the state. */
export async function following({ guard }: Config): Promise<Pick<Ports, 'policyOfState'>> {
  if (guard.policy !== IN_STATE) return {};
  const { policyOfState } = await import('../policy-in-force/in-state/index.js');
  return { policyOfState };
}
