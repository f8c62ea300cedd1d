import type { Finding, Tool, Values } from '../../catalog/index.js';
import { WhmcsFault } from '../../whmcs/index.js';
import { type Connection, sideRead } from './connection.js';

/** The caller has waited for the write already. */
const PATIENCE_MS = 10_000;

/** WHMCS gives up on its own work long before this; until then a write that timed out may still be carried out. */
export const STILL_AT_WORK_MS = 3 * 60_000;

const CAN_NOT_BE_TOLD = 'nothing that can be read tells whether it was done';

/** Looks up whether a write was carried out. Never rejects: what can't be read can't be told. */
export async function readBack(at: Connection, tool: Tool, values: Values, sentAt: Date): Promise<Finding> {
  const look = tool.readBack;
  if (look === undefined || look.when?.(values) === false) return { done: undefined, says: CAN_NOT_BE_TOLD };
  try {
    const options = { signal: AbortSignal.timeout(PATIENCE_MS) };
    const { body } = await sideRead(at, look.action, look.params(values), options);
    const { timezone } = at.installation;
    return look.tells(body, values, { left: sentAt, now: at.installation.now(), timezone });
  } catch (error) {
    if (error instanceof WhmcsFault && error.kind === 'not_found' && look.missing !== undefined) {
      return look.missing(values);
    }
    return { done: undefined, says: 'WHMCS could not be read to tell whether it was done' };
  }
}
