import { notifyFaults } from '../../notify/index.js';
import type { Store } from '../../store/index.js';
import type { Health } from '../doctor/health.js';

/** What servers found wrong, and with it the channels that people are not reached by. */
export async function withNotifyFaults(
  { sharedValues }: Pick<Store, 'sharedValues'>,
  found: Promise<Health | undefined>,
): Promise<Health | undefined> {
  const [health, faults] = await Promise.all([found, notifyFaults(sharedValues)]);
  if (faults.length === 0) return health;
  const untold = faults.map(({ channel, says }) => ({
    status: 'error' as const,
    says: `The last message to ${channel} did not arrive: ${says}.`,
    cure: `whmcs-mcp notify test ${channel} tries it again and says what happens.`,
  }));
  const newest = Math.max(...faults.map(({ at }) => at.getTime()), health?.at.getTime() ?? 0);
  return { at: new Date(newest), findings: [...untold, ...(health?.findings ?? [])] };
}
