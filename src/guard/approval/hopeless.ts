import { ABSENT } from '../../catalog/index.js';
import { isNotFound, RECORDS } from '../../records/index.js';
import type { Judged } from '../call.js';
import { namedRecords } from '../decision/named-records.js';

type Asked = Pick<Judged, 'tool' | 'values' | 'reads'>;

/** What may stand in a sentence as the call gave it: an id, or a host name. */
const PLAIN_NAME = /^[a-z0-9.-]{1,253}$/;

/** That WHMCS has no record of a name that the call gives; undefined where it has, and where that can't be told. */
async function absentRecord({ tool, values, reads }: Asked): Promise<string | undefined> {
  for (const { kind, argument, value } of namedRecords(tool, values)) {
    const { action, params, pick } = RECORDS[kind];
    if (!PLAIN_NAME.test(String(value))) continue;
    const isAbsent = await reads
      .ask(action, params(argument, value))
      .then((reply) => pick(reply, argument, value) === ABSENT, isNotFound);
    if (!isAbsent) continue;
    const advice = tool.advice?.({ kind: 'not_found', said: '' }, values);
    return advice ?? `WHMCS has no ${kind} ${String(value)} (${argument}).`;
  }
  return undefined;
}

/** Why WHMCS would refuse a call whatever a person says, in a sentence; undefined where it may take it. */
export async function hopelessness(call: Asked): Promise<string | undefined> {
  const { tool, values, reads } = call;
  const absent = await absentRecord(call);
  if (absent !== undefined) return absent;
  const [conflict] = (await tool.hopeless?.({ values, ask: reads.ask, now: reads.at })) ?? [];
  return conflict?.says;
}
