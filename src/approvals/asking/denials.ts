import type { ApprovalRows, StoredApproval } from '../../store/index.js';
import type { Denial } from '../approvals.js';
import { shownOf } from '../shown.js';

const DAY_MS = 86_400_000;
/** Denied requests that are looked through, newest first. */
const MOST_SEEN = 200;

const endOf = ({ settledAt, askedAt }: StoredApproval) => settledAt ?? askedAt;

function denialOn(record: string, denied: readonly StoredApproval[]): Denial[] {
  const about = denied.filter((one) => shownOf(one).records?.includes(record));
  const [last] = about.toSorted((one, other) => endOf(other).getTime() - endOf(one).getTime());
  if (last === undefined) return [];
  const no = last.votes.findLast(({ yes }) => !yes);
  return [
    {
      record,
      requests: about.length,
      last: {
        id: last.id,
        who: no?.who ?? '',
        at: endOf(last).toISOString(),
        reason: no?.reason ?? '',
        ...(last.grant === undefined ? {} : { grant: last.grant }),
      },
    },
  ];
}

/** What was denied within the last 24 hours on these records of one installation, whoever asked. */
export async function deniedOn(
  rows: ApprovalRows,
  { installation, records }: { installation: string; records: readonly string[] },
  at: Date,
): Promise<readonly Denial[]> {
  if (records.length === 0) return [];
  const since = at.getTime() - DAY_MS;
  const denied = (await rows.list({ states: ['denied'], limit: MOST_SEEN }, at)).filter(
    (one) => one.installation === installation && endOf(one).getTime() >= since,
  );
  return records.flatMap((record) => denialOn(record, denied));
}
