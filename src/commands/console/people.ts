import type { Config } from '../../config/index.js';
import { type Approvers, createApprovers } from '../../identities/index.js';
import type { Store } from '../../store/index.js';

/** The people who may approve by a password: none where that is switched off. */
export function localApprovers({ approvers }: Store, { console }: Config): Pick<Approvers, 'list' | 'check'> {
  if (console.hasLocalApprovers) return createApprovers(approvers);
  return { list: async () => [], check: async () => undefined };
}
