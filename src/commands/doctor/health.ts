import { type App, packageVersion } from '../../app.js';
import { checkAll, type Finding } from '../../doctor/index.js';
import { isObject } from '../../json/index.js';
import type { Log } from '../../log.js';
import type { Store } from '../../store/index.js';
import { configured } from '../configured.js';
import type { Host } from '../host.js';
import { settingsOf } from '../settings.js';
import type { Flags } from '../table/flags.js';
import { everything } from './gather.js';

/** A server at work. */
export interface Looking {
  readonly app: App;
  readonly log: Log;
}

/** What a console shows of what doctor found. */
export interface Health {
  readonly at: Date;
  readonly findings: readonly Pick<Finding, 'status' | 'says' | 'cure'>[];
}

/** Each client starts a server of its own: what one of them found good is not asked again by the next. */
const HOLDS_MS = 3_600_000;
/** Calls of agents come first. */
const PACE = { ratePerSecond: 2 };

const nameFor = ({ installation }: Pick<App, 'installation'>) => `health ${installation}`;

interface Kept {
  /** The program, the WHMCS and the policy that it is about. */
  readonly of: string;
  readonly findings: readonly Finding[];
}

function keptIn(value: string): Kept | undefined {
  try {
    const kept: unknown = JSON.parse(value);
    return isObject(kept) && typeof kept.of === 'string' && Array.isArray(kept.findings)
      ? (kept as unknown as Kept)
      : undefined;
  } catch {
    return undefined;
  }
}

/** What a server of this state and WHMCS found last. */
export async function healthOf(
  { sharedValues }: Pick<Store, 'sharedValues'>,
  app: Pick<App, 'installation'>,
): Promise<Health | undefined> {
  const found = await sharedValues.get(nameFor(app));
  const kept = found === undefined ? undefined : keptIn(found.value);
  return found === undefined || kept === undefined ? undefined : { at: found.at, findings: kept.findings };
}

/** The findings that are not good; undefined where it was stopped. */
async function findings(
  host: Host,
  flags: Flags<'sandbox' | 'env-file'>,
  signal: AbortSignal,
  pace: typeof PACE,
): Promise<Finding[] | undefined> {
  const settings = settingsOf(host, flags);
  const read = await configured(host, settings.values, undefined);
  if ('problems' in read) return undefined;
  const { installs, ...all } = await everything(host, read, false, settings.values);
  const slow = installs.map((one) => ({ ...one, connection: { ...one.connection, ...pace } }));
  const told = { problems: settings.problems, warnings: [...settings.warnings, ...read.warnings] };
  const found: Finding[] = [];
  for await (const finding of checkAll({ ...all, installs: slow, settings: told, clients: undefined })) {
    if (signal.aborted) return undefined;
    if (finding.status === 'error' || finding.status === 'warning') found.push(finding);
  }
  return found;
}

/** Looks at everything that a server needs, and keeps in the state what is not good, for its consoles. */
export async function tellHealth(
  host: Host,
  flags: Flags<'sandbox' | 'env-file'>,
  { app, log }: Looking,
  signal: AbortSignal,
  pace = PACE,
): Promise<void> {
  const { sharedValues } = await app.store();
  const of = `${packageVersion()} ${app.installation} ${app.policy().revision}`;
  const last = await sharedValues.get(nameFor(app));
  const kept = last === undefined ? undefined : keptIn(last.value);
  const isFresh = last !== undefined && Date.now() - last.at.getTime() < HOLDS_MS;
  if (isFresh && kept?.of === of && kept.findings.every(({ status }) => status !== 'error')) return;
  const found = await findings(host, flags, signal, pace);
  if (found === undefined || signal.aborted) return;
  await sharedValues.put(nameFor(app), JSON.stringify({ of, findings: found } satisfies Kept), new Date());
  const errors = found.filter(({ status }) => status === 'error');
  if (errors.length > 0)
    log('warn', 'doctor', { errors: errors.map(({ id }) => id), note: 'whmcs-mcp doctor says more' });
}
