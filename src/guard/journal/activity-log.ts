import type { CallFacts } from '../../audit/index.js';
import type { Log } from '../../log.js';
import type { Store } from '../../store/index.js';
import type { Outcome } from '../outcome.js';
import type { Connection } from '../sending/connection.js';

/**
 * Writes into WHMCS's own activity log what was done here, for staff who look there. Not while the kill switch is thrown:
 * this is a write like any other. Never rejects.
 */
export async function noteInWhmcs(
  { connection, store, log }: { connection: Connection; store(): Promise<Store>; log: Log },
  { call, tool, caller, approval }: CallFacts,
  outcome: Outcome,
): Promise<void> {
  const became = outcome.ok ? 'done' : outcome.code;
  const approved = approval === undefined ? '' : `, approval ${approval}`;
  const params = { description: `whmcs-mcp: ${tool} by ${caller}: ${became} (call ${call}${approved})` };
  try {
    await connection.whmcs.send(connection.clear({ action: 'LogActivity', slow: false, params }), {
      async lastLook() {
        if ((await (await store()).killSwitch.halted()) !== undefined)
          throw new Error('the kill switch is thrown');
      },
    });
  } catch (error) {
    log('warn', 'activity.failed', { call, error });
  }
}
