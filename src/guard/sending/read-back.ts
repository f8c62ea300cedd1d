import type { Body, Finding, Moment, ReadBack, Tool, Values } from '../../catalog/index.js';
import { WhmcsFault } from '../../whmcs/index.js';
import { type Connection, sideRead } from './connection.js';

/** The caller has waited for the write already. */
const PATIENCE_MS = 10_000;

/** WHMCS gives up on its own work long before this; until then a write that timed out may still be carried out. */
export const STILL_AT_WORK_MS = 3 * 60_000;

const CAN_NOT_BE_TOLD = 'nothing that can be read tells whether it was done';

/** A finding for a caller who is granted single clients: what does not tell of its own call may tell of others. */
export const discreet = (finding: Finding): Finding =>
  finding.done === undefined ? { done: undefined, says: CAN_NOT_BE_TOLD } : finding;

/** A call that left, as it is looked up. */
export interface Sent {
  readonly tool: Tool;
  readonly values: Values;
  /** When it left, by our clock. */
  readonly at: Date;
  /** The same by WHMCS's, as it was known then. */
  readonly whmcsTime?: string | undefined;
  /** It was answered with an error. */
  readonly toldError?: boolean;
  /** What its row kept of the record before it left. */
  readonly prior?: Readonly<Record<string, unknown>> | undefined;
}

/** Looks up whether a write was carried out. Never rejects: what can't be read can't be told. */
export async function readBack(at: Connection, sent: Sent): Promise<Finding> {
  const { tool, values } = sent;
  const look = tool.readBack;
  if (look === undefined || look.when?.(values) === false) return { done: undefined, says: CAN_NOT_BE_TOLD };
  try {
    const options = { signal: AbortSignal.timeout(PATIENCE_MS) };
    const { body } = await sideRead(at, look.action, look.params(values), options);
    const finding = look.tells(body, values, momentOf(at, sent));
    const more =
      finding.done === true ? undefined : await secondRead(at, look, { values, shown: body }, options);
    return more === undefined ? finding : { ...finding, says: `${finding.says}, ${more}` };
  } catch (error) {
    if (error instanceof WhmcsFault && error.kind === 'not_found' && look.missing !== undefined) {
      return look.missing(values);
    }
    return { done: undefined, says: 'WHMCS could not be read to tell whether it was done' };
  }
}

/**
 * When the call left and what time it is, by WHMCS's own clock: its answer has just said it. Ours may be days apart, and
 * would take another record for the call's, or the call's for an older one.
 */
function momentOf(
  { whmcs, installation }: Connection,
  { at, whmcsTime, prior, toldError = false }: Sent,
): Moment {
  const asked = { timezone: installation.timezone, prior, toldError };
  const ours = installation.now();
  const now = whmcs.clock();
  if (now === undefined) return { ...asked, left: at, now: ours, unsure: true };
  const left = whmcsTime ?? now.getTime() - (ours.getTime() - at.getTime());
  return { ...asked, left: new Date(left), now };
}

/** What a second read adds; nothing where the role of the credential does not allow it. */
async function secondRead(
  at: Connection,
  { also }: ReadBack,
  { values, shown }: { values: Values; shown: Body },
  options: Parameters<typeof sideRead>[3],
): Promise<string | undefined> {
  const params = also?.params(values, shown);
  if (also === undefined || params === undefined) return undefined;
  try {
    return also.says((await sideRead(at, also.action, params, options)).body, values, shown);
  } catch {
    return undefined;
  }
}
