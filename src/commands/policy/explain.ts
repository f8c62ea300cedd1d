import { existsSync } from 'node:fs';
import { everyCall, installationIdOf, vocabulary } from '../../app.js';
import type { Catalog } from '../../catalog/index.js';
import { argumentReader } from '../../guard/index.js';
import { plain } from '../../plain.js';
import { type Decision, decide, type PolicyRequest } from '../../policy/index.js';
import { countedOn, explain, needsInWords } from '../../policy/trial/index.js';
import { NoTrial, requestOfTrial } from '../../policy-desk/index.js';
import { didYouMean } from '../../spelling.js';
import { isDatabaseUrl } from '../../store/index.js';
import { EXIT } from '../exit-codes.js';
import { CommandError, type Host } from '../host.js';
import { type Flags, grantOf } from '../table/flags.js';
import { answer } from '../terminal/answer.js';
import { readSetting, withState } from '../with-state.js';
import { loadPolicy, readNamed } from './check.js';
import { installsHere } from './installs.js';
import { addonsHere } from './names.js';

type Asked = 'caller' | 'grant' | 'install' | 'at' | 'context' | 'json' | 'env-file';

/** The question that the command line asks: one call, made now or at another time. */
function requestOf(
  host: Host,
  flags: Flags<Asked>,
  tools: Catalog,
  { tool, args }: { tool: string; args: string | undefined },
): PolicyRequest {
  const at = flags.at === undefined ? new Date() : new Date(flags.at);
  if (Number.isNaN(at.getTime())) throw new CommandError('--at takes a time such as 2026-03-02T09:30:00Z');
  const named = { name: flags.caller ?? 'local', channel: 'stdio' };
  const grant = grantOf(flags);
  const { context, install } = flags;
  const request = requestOfTrial(
    {
      tool,
      args,
      ...(context === undefined ? {} : { facts: readNamed(host, context) }),
      caller: grant === undefined ? named : { ...named, grant },
      at,
      install,
    },
    argumentReader(tools),
    { tools: tools.keys(), factsName: context ?? '' },
  );
  if (request instanceof NoTrial) throw new CommandError(request.problem);
  return request;
}

/** The address of the WHMCS whose limits are meant; empty where none is set. Throws a CommandError. */
async function addressOf(host: Host, flags: Flags<'install' | 'env-file'>): Promise<string> {
  const installs = await installsHere(host, flags);
  if (installs === undefined) return readSetting(host, flags, 'url');
  const { install } = flags;
  if (install === undefined) return '';
  const found = installs.find(({ name }) => name === install);
  if (found !== undefined) return found.url;
  const names = installs.map(({ name }) => name);
  throw new CommandError(`GUARD_INSTALLS names no WHMCS "${plain(install)}".${didYouMean(install, names)}`);
}

interface Counted {
  readonly limit: string;
  readonly used: string;
  readonly max: string;
  readonly resetsAt: Date | undefined;
}

/** What the limits that the call would count in stand at, and what that makes of it; undefined where there is no state to read. */
async function countedNow(
  host: Host,
  flags: Flags<'install' | 'env-file'>,
  decision: Decision,
  at: Date,
): Promise<{ counts: Counted[]; decision: Decision } | undefined> {
  const { limits } = decision;
  if (limits.length === 0) return undefined;
  const url = await addressOf(host, flags);
  const path = readSetting(host, flags, 'state');
  if (url === '' || path === 'memory' || !(isDatabaseUrl(path) || existsSync(path))) return undefined;
  let found: { counts: Counted[]; decision: Decision } | undefined;
  await withState(host, flags, async ({ store }) => {
    const buckets = limits.map((claim) => ({ ...claim, key: `${installationIdOf(url)} ${claim.key}` }));
    const usage = await store.counters.usage(at, buckets);
    const counts = limits.map(({ id, max }, index) => {
      const { used = '0', resetsAt } = usage[index] ?? {};
      return { limit: id, used, max, resetsAt };
    });
    found = { counts, decision: countedOn(decision, (claim) => usage[limits.indexOf(claim)]?.used) };
    return EXIT.done;
  });
  return found;
}

function limitsText(
  { counts, decision }: { counts: readonly Counted[]; decision: Decision },
  first: Decision,
) {
  const lines = counts.map(({ limit, used, max, resetsAt }) => {
    const until = resetsAt === undefined ? '' : `, until ${resetsAt.toISOString()}`;
    return `  ${limit}: ${used} of ${max}${until}\n`;
  });
  const stands =
    decision.outcome === first.outcome
      ? ''
      : `as it stands: ${decision.outcome} by ${decision.deciding.id}\n`;
  return `limits now:\n${lines.join('')}${stands}`;
}

const UNDER_EVERY_POLICY =
  'under every policy: (against the record) asks a person where the record in WHMCS speaks against the call; that is looked up when it is made';

const inJson = ({ outcome, deciding, rules }: Decision) => ({
  outcome,
  rule: deciding.id,
  message: deciding.message,
  rules,
});

/** Prints what a policy says of one call, and why: every rule that spoke and what it compared. */
export async function explainCall(
  host: Host,
  flags: Flags<Asked>,
  { file, tool, args }: { file: string; tool: string; args: string | undefined },
): Promise<number> {
  const addons = await addonsHere(host, flags);
  const loaded = loadPolicy(host, flags, file, vocabulary(addons));
  if (loaded === undefined) return EXIT.failed;
  const { policy } = loaded;
  const tools = await everyCall(addons);
  const request = requestOf(host, flags, tools, { tool, args });
  const decision = decide(policy, request);
  const lines = [
    ...explain(policy, request),
    ...(tools.get(tool)?.conflicts === undefined ? [] : [UNDER_EVERY_POLICY]),
  ];
  const now = await countedNow(host, flags, decision, request.at as Date);
  answer(host, flags, {
    value: {
      tool,
      arguments: request.args,
      policy: policy.revision,
      mode: policy.mode,
      ...inJson(decision),
      approval: decision.approval,
      needs: needsInWords(decision.needs),
      limits: now?.counts,
      asItStands: now && inJson(now.decision),
      why: lines,
    },
    text: `${lines.join('\n')}\n${now === undefined ? '' : limitsText(now, decision)}`,
  });
  return EXIT.done;
}
