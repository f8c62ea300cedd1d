import type { SharedValues } from '../store/index.js';
import { KEPT_AS, keptIn } from './progress.js';

/** A channel whose last message did not arrive. */
export interface NotifyFault {
  readonly channel: string;
  readonly says: string;
  readonly at: Date;
}

/** Channels that people are not reached by at this moment, as the servers of a state found. */
export async function notifyFaults(values: Pick<SharedValues, 'get'>): Promise<readonly NotifyFault[]> {
  const { faults } = keptIn((await values.get(KEPT_AS))?.value);
  return Object.entries(faults).map(([channel, { says, at }]) => ({ channel, says, at: new Date(at) }));
}
