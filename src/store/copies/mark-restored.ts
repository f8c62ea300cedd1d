import { StoreFault } from '../fault.js';
import { isDatabaseUrl, shownLocation } from '../location.js';
import { SqlJournal } from '../sql/journal.js';

/** The event of the `operator` entry that marks the gap in the chain of a state that was put back. */
const RESTORED_EVENT = 'state.restored';
const NOTE = 'The state was put back from a backup.';

const VOID =
  "UPDATE approval SET state = 'void', settled = ?, note = ? WHERE state IN ('pending', 'approved')";
const NEWEST = 'SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1';

/**
 * Makes a database safe to use that was put back from a backup: its live approvals and its leases are void, and the chain
 * says where the gap is. Rejects with a StoreFault, and then nothing has changed.
 */
export async function markRestored(url: string, { who, at }: { who: string; at: Date }): Promise<void> {
  if (!isDatabaseUrl(url)) throw new StoreFault('unopenable', url);
  const { PostgresDatabase } = await import('../postgres/database.js');
  const database = await PostgresDatabase.open(url, shownLocation(url));
  try {
    const journal = new SqlJournal(database);
    await database.write(['approvals', 'journal'], async (tx) => {
      const newest = await tx.first<{ seq: bigint; hash: string }>(NEWEST);
      const backup = newest === undefined ? null : { seq: Number(newest.seq), hash: newest.hash };
      await tx.run(VOID, at.getTime(), NOTE);
      await tx.run('DELETE FROM lease');
      await tx.run('DELETE FROM console_session');
      const body = { event: RESTORED_EVENT, who, backup };
      await journal.appending({ kind: 'operator', call: '', at, body })(tx);
    });
  } finally {
    await database.close();
  }
}
