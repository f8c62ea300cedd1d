import { isOlder, type VersionGate, versionGates } from '../../catalog/index.js';
import { type Judged, type Stage, unsent } from '../call.js';
import { failure } from '../outcome.js';
import type { Connection } from '../sending/connection.js';

const lacks = ({ since, until }: VersionGate, version: string) =>
  (since !== undefined && isOlder(version, since)) || (until !== undefined && !isOlder(version, until));

function sentenceOf({ param, since, until }: VersionGate, action: string, own: string): string {
  const what = param === undefined ? action : `${param} of ${action}`;
  const ends = param === undefined ? '' : ', which would ignore it without a word';
  return since === undefined
    ? `${what} is there before WHMCS ${until} only${own}${ends}.`
    : `${what} needs WHMCS ${since} or newer${own}${ends}.`;
}

/**
 * Refuses what this version of WHMCS lacks, an action or a parameter, before anybody is asked for it or a byte of it leaves.
 * Where the version is not known, nothing is refused; where nothing of the call depends on it, nobody asks.
 */
export function heedVersion({
  connection,
  versionOf,
}: {
  connection: Pick<Connection, 'installation'>;
  versionOf(): Promise<string | undefined>;
}): Stage<Judged, Judged> {
  return async (call) => {
    const { tool, values, clients } = call;
    const gates = versionGates(tool.action);
    if (gates.length === 0) return call;
    const sent = new Set(
      Object.keys(tool.encode(values, connection.installation)).map((name) => name.split('[', 1)[0]),
    );
    const open = gates.filter(({ param }) => param === undefined || sent.has(param));
    if (open.length === 0) return call;
    const version = await versionOf();
    if (version === undefined) return call;
    const missing = open.filter((gate) => lacks(gate, version));
    if (missing.length === 0) return call;
    const own = clients === undefined ? `, and this one is ${version}` : '';
    const says = missing.map((gate) => sentenceOf(gate, tool.action, own)).join(' ');
    return unsent(failure('invalid_arguments', `${tool.name} was not sent. ${says}`));
  };
}
