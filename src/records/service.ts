import { type Body, type ConflictRule, idOf } from '../catalog/index.js';
import { decoded } from '../entities.js';
import { dayOf, quoted, today } from '../prose/index.js';
import { comparedRow } from './conflicts.js';
import { ageDays, recordType } from './record.js';

export interface Service {
  readonly id: number;
  readonly fields: Body;
  readonly clientId: number | undefined;
  /** `“Starter” for “example.com”`. */
  readonly label: string;
  /** `server “Mercury”`; undefined where none is assigned. */
  readonly server: string | undefined;
}

export function serviceOf(row: Body): Service {
  const domain = decoded(row.domain);
  const id = idOf(row.id) ?? 0;
  const server = decoded(row.servername);
  const serverId = idOf(row.serverid) ?? 0;
  return {
    id,
    fields: row,
    clientId: idOf(row.clientid),
    label: `${quoted(row.name)}${domain === '' ? '' : ` for ${quoted(domain)}`}`,
    server: server !== '' ? `server ${quoted(server)}` : serverId > 0 ? `server ${serverId}` : undefined,
  };
}

/** How a service is asked for and told from others, its statuses, and `context.service.*`. */
export const serviceRecord = recordType<Service>({
  kind: 'service',
  action: 'GetClientsProducts',
  list: 'products.product',
  namedBy: ['serviceid'],
  keys: { id: { param: 'serviceid', column: 'id' } },
  owner: 'clientid',
  status: 'status',
  statuses: ['Pending', 'Active', 'Suspended', 'Terminated', 'Cancelled', 'Fraud', 'Completed'],
  parse: serviceOf,
  policy: {
    id: (row) => idOf(row.id),
    status: (row) => row.status,
    product: (row) => row.name,
    pid: (row) => idOf(row.pid),
    amount: (row) => row.recurringamount,
    billingcycle: (row) => row.billingcycle,
    age_days: (row, { now }) => ageDays(row.regdate, now),
    clientid: (row) => idOf(row.clientid),
    override_suspend: isSpared,
    override_suspend_until: (row) => (isSpared(row) ? dayOf(row.overidesuspenduntil) : undefined),
  },
});

/** Staff set "do not suspend", for good or until a day: the columns are spelled as WHMCS spells them. */
function isSpared({ overideautosuspend: set }: Body): boolean {
  return set === true || set === 1 || /^(?:1|on|true|yes)$/i.test(String(set));
}

/** That staff said so of a service; undefined where they did not, or where the day until which they did has passed. */
export function sparedSentence(row: Body, now: Date): string | undefined {
  if (!isSpared(row)) return undefined;
  const until = dayOf(row.overidesuspenduntil);
  if (until !== undefined && until < today(now)) return undefined;
  const span = until === undefined ? '' : ` until ${until}`;
  return `Staff have set in WHMCS that service ${idOf(row.id) ?? ''} is not to be suspended${span}.`;
}

/** Suspending, or ending, a service that staff want left alone. */
export const againstSuspension: ConflictRule = async (call) => {
  const row = await comparedRow(serviceRecord, call);
  const says = row && sparedSentence(row, call.now);
  return says === undefined ? [] : [{ says }];
};
