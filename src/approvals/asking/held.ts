import { plain, shortened } from '../../plain.js';
import type { ApprovalRows, Voting } from '../../store/index.js';
import type { ActingNow, Approvals } from '../approvals.js';
import { digestOf } from '../digest.js';
import type { ApprovalEvent } from '../event.js';
import { newApproval } from './new-approval.js';

interface Ports {
  withRows<T>(work: (rows: ApprovalRows) => Promise<T>): Promise<T>;
  announce(event: ApprovalEvent): Promise<void>;
  install?: string | undefined;
  key: Uint8Array;
  newId(): string;
  now(): Date;
}

const MAX_NAME = 200;

/** What people do with held calls beside sending them at once and dropping them, which are votes. */
export function createActsOnHeld({ withRows, announce, install, key, newId, now }: Ports): {
  readonly postpone: Approvals['postpone'];
  readonly replace: Approvals['replaceHeld'];
} {
  const personIn = (by: ActingNow) => ({ ...by, who: shortened(plain(by.who), MAX_NAME), at: now() });

  async function told(
    event: ApprovalEvent['event'],
    { who, channel, at }: ReturnType<typeof personIn>,
    result: Voting,
  ): Promise<Voting> {
    if (result.counted)
      await announce({ event, approval: result.approval, at, vote: { who, channel, reason: '' } });
    return result;
  }

  return {
    postpone: (id, until, by) =>
      withRows(async (rows) => {
        const person = personIn(by);
        return told('postponed', person, await rows.postpone(id, until, person));
      }),
    replace: (held, next, by) =>
      withRows(async (rows) => {
        const person = personIn(by);
        const { installation, caller, grant, digest, revision, rule, channels } = held;
        const exact = digestOf(key, next.tool, next.values);
        // The digest stays: whoever asks for the first call again meets what replaced it.
        const call = { installation, caller, grant, digest, revision, held: next.held, exact };
        const made = newApproval(newId(), next, call, { install, preview: await next.preview(), denied: [] });
        const row = { ...made, rule, channels, shown: { ...made.shown, replaces: held.id } };
        const note = `${person.who} put ${row.id} in its place.`;
        return told('edited', person, await rows.replace(held.id, row, note, person));
      }),
  };
}
