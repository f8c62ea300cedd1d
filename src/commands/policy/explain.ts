import { existsSync } from 'node:fs';
import { allTools, installationIdOf } from '../../app.js';
import { argumentReader } from '../../guard/index.js';
import {
  decide,
  type LookedUp,
  NEW_SESSION,
  oneCall,
  type Policy,
  type PolicyRequest,
  UNKNOWN,
} from '../../policy/index.js';
import { countedOn, explain } from '../../policy/trial/index.js';
import { didYouMean } from '../../spelling.js';
import { isDatabaseUrl } from '../../store/index.js';
import { CommandError, type Host } from '../host.js';
import { type Flags, grantOf } from '../table/flags.js';
import { readSetting, withState } from '../with-state.js';
import { loadPolicy, readNamed } from './check.js';

type Asked = 'caller' | 'grant' | 'install' | 'at' | 'context' | 'env-file';

function jsonObject(text: string, what: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new CommandError(`${what} must be JSON, such as '{"orderid": 1042}'`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new CommandError(`${what} must be a JSON object`);
  }
  return value as Record<string, unknown>;
}

/** `{order: {...}, money: {...}, mail: {...}, effects: ['money'], client: 7}`: what WHMCS would be found to hold. */
function factsIn(host: Host, flags: Flags<'context'>): Partial<Pick<PolicyRequest, LookedUp>> {
  if (flags.context === undefined) return {};
  const { money, mail, effects, client, ...records } = jsonObject(
    readNamed(host, flags.context),
    flags.context,
  );
  return {
    context: records as Record<string, Record<string, unknown>>,
    ...(money === undefined ? {} : { money: money as Record<string, unknown> }),
    ...(mail === undefined ? {} : { mail: mail as Record<string, unknown> }),
    ...(effects === undefined ? {} : { effects: effects as readonly string[] }),
    ...(client === undefined ? {} : { client: client as number }),
  };
}

/** The question that the command line asks: one call, made now or at another time. */
function requestOf(
  host: Host,
  flags: Flags<Asked>,
  { tool, args }: { tool: string; args: string | undefined },
): PolicyRequest {
  const at = flags.at === undefined ? new Date() : new Date(flags.at);
  if (Number.isNaN(at.getTime())) throw new CommandError('--at takes a time such as 2026-03-02T09:30:00Z');
  const given = args === undefined ? {} : jsonObject(args, 'the arguments');
  const read = argumentReader(allTools())(tool, given);
  if (read === undefined)
    throw new CommandError(`there is no tool "${tool}".${didYouMean(tool, allTools().keys())}`);
  if ('problems' in read)
    throw new CommandError(`${tool} would refuse these arguments: ${read.problems.join('; ')}`);
  const named = { name: flags.caller ?? 'local', channel: 'stdio' };
  const grant = grantOf(flags);
  const caller = grant === undefined ? named : { ...named, grant };
  const effects = read.effects ?? UNKNOWN;
  return {
    ...oneCall({ tool, install: flags.install, caller, session: NEW_SESSION, at, args: read.args, effects }),
    ...factsIn(host, flags),
  };
}

/** Prints the current counts of the limits that the call would count in, where there is a state to read. */
async function printUsage(
  host: Host,
  flags: Flags<'env-file'>,
  policy: Policy,
  request: PolicyRequest,
): Promise<void> {
  const decision = decide(policy, request);
  const { outcome, limits } = decision;
  const url = readSetting(host, flags, 'url');
  const path = readSetting(host, flags, 'state');
  if (limits.length === 0 || url === '' || path === 'memory' || !(isDatabaseUrl(path) || existsSync(path)))
    return;
  await withState(host, flags, async ({ store }) => {
    const buckets = limits.map((claim) => ({ ...claim, key: `${installationIdOf(url)} ${claim.key}` }));
    const usage = await store.counters.usage(request.at as Date, buckets);
    host.stdout.write('limits now:\n');
    usage.forEach(({ used, resetsAt }, index) => {
      const until = resetsAt === undefined ? '' : `, until ${resetsAt.toISOString()}`;
      host.stdout.write(`  ${limits[index]?.id}: ${used} of ${limits[index]?.max}${until}\n`);
    });
    const after = countedOn(decision, (claim) => usage[limits.indexOf(claim)]?.used);
    if (after.outcome !== outcome)
      host.stdout.write(`as it stands: ${after.outcome} by ${after.deciding.id}\n`);
    return 0;
  });
}

/** Prints what a policy says of one call, and why: every rule that spoke and what it compared. */
export async function explainCall(
  host: Host,
  flags: Flags<Asked>,
  { file, tool, args }: { file: string; tool: string; args: string | undefined },
): Promise<number> {
  const loaded = loadPolicy(host, file);
  if (loaded === undefined) return 1;
  const request = requestOf(host, flags, { tool, args });
  for (const line of explain(loaded.policy, request)) host.stdout.write(`${line}\n`);
  if (allTools().get(tool)?.conflicts !== undefined) {
    host.stdout.write(
      'under every policy: (against the record) asks a person where the record in WHMCS speaks against the call; that is looked up when it is made\n',
    );
  }
  await printUsage(host, flags, loaded.policy, request);
  return 0;
}
