import { resolve } from 'node:path';
import { type App, build } from '../app.js';
import { type Config, rememberUsed, SETTINGS } from '../config/index.js';
import { createLog, type Log, lineWriter } from '../log.js';
import { announceServer } from '../machine/index.js';
import { PolicyRefused } from '../policy-in-force/index.js';
import { isDatabaseUrl, shownLocation } from '../store/index.js';
import type { Metrics } from '../telemetry/index.js';
import { configured } from './configured.js';
import { checkLater } from './doctor/later.js';
import { following } from './following.js';
import type { Host } from './host.js';
import { notifying } from './notify/notifying.js';
import type { Notifying } from './notify/open.js';
import { type SettingsFlags, settingsOf, tellWarnings } from './settings.js';
import { type StandIn, standIn } from './stand-in.js';
import type { Flags } from './table/flags.js';
import { printError } from './tell-error.js';
import { startWatching, UNWATCHED } from './watching.js';

/** The program as it runs for one command. */
export interface Running {
  app: App;
  config: Config;
  log: Log;
  sandbox?: StandIn;
  /** Counts what the server does; undefined where nobody can ask for it. */
  metrics: Metrics | undefined;
  /** Takes this process off the list of servers, and writes what is left of the log. */
  leave(): void;
  /** Tells people of requests; undefined where nobody is to be told. */
  notify: Pick<Notifying, 'close' | 'browsers'> | undefined;
  /** Sends what was not sent yet of traces. */
  endWatching(): Promise<void>;
}

function complain(host: Host, lines: readonly string[], notes: readonly string[] = []): void {
  const all = [...lines, ...notes].map((line) => `  ${line}\n`).join('');
  const hint = lines.some((line) => line.includes(': is missing'))
    ? 'whmcs-mcp init asks for it, tests it and writes it. Or set what is missing in the environment or in a .env file (see .env.example); whmcs-mcp --sandbox runs without WHMCS.\n'
    : '';
  const told = `whmcs-mcp can't start:\n${all}${hint}`;
  host.stderr.write(told);
  printError(host, new Error(told.trimEnd()));
}

const UNANNOUNCED = { leave: () => {}, haltFile: undefined };

/** Lists the server among those of its user, so that whmcs-mcp halt finds it from any shell. */
function announce(host: Host, { guard }: Config, sandbox: StandIn | undefined, log: Log) {
  const location = guard.state.reveal();
  const isPath = location !== 'memory' && !isDatabaseUrl(location);
  const state = isPath ? resolve(host.cwd, location) : shownLocation(location);
  const { url, staff } = sandbox ?? {};
  const working = url === undefined || staff === undefined ? {} : { sandbox: { url, staff } };
  try {
    return announceServer(host, { state, folder: host.cwd, ...working });
  } catch (error) {
    log('warn', 'halt.unlisted', {
      note: 'whmcs-mcp halt finds this server only where GUARD_STATE is the same',
      error,
    });
    return UNANNOUNCED;
  }
}

/** What a command is about. */
interface Serving {
  /** It serves calls until it is stopped. */
  readonly serves?: boolean;
  /** It works until it is stopped, and halts find it. */
  readonly isListed?: boolean;
  /** It serves the console. */
  readonly hasConsole?: boolean;
  /** Metrics of it can be asked for. */
  readonly hasMetrics?: boolean;
}

/**
 * Remembers the file that a person named. One that a client named counts only as long as there is no other: which settings the
 * commands of a person find must not depend on what was started in a folder that somebody cloned.
 */
function remember(host: Host, flags: SettingsFlags, file: string | undefined, serves: boolean): void {
  if (flags['env-file'] === undefined || file === undefined || flags.sandbox) return;
  try {
    rememberUsed(host, file, { replaces: !serves });
  } catch {
    // The next command has to name it again.
  }
}

/** Reads the configuration and puts the program together; undefined once it said everything that is wrong with it. */
async function start(
  host: Host,
  flags: Flags<'sandbox' | 'env-file'>,
  { serves = false, isListed = serves, hasMetrics = false, hasConsole = false }: Serving,
): Promise<Running | undefined> {
  const gathered = settingsOf(host, flags);
  const sandbox = flags.sandbox ? await standIn(host, { serves }) : undefined;
  const read = await configured(host, gathered.values, sandbox);
  const problems = [...gathered.problems, ...('problems' in read ? read.problems : [])];
  if ('problems' in read || problems.length > 0) {
    complain(host, problems, [...gathered.warnings, ...(read.warnings ?? [])]);
    await sandbox?.close();
    return undefined;
  }

  const { config, install, installs, addons, warnings } = read;
  sandbox?.answerTo(addons?.names ?? []);
  const notify = isListed ? await notifying(config, gathered.values, { hasConsole }) : undefined;
  if (notify !== undefined && 'problems' in notify) {
    complain(host, notify.problems);
    await sandbox?.close();
    return undefined;
  }
  const secrets = [...read.secrets, ...(notify?.secrets ?? [])];
  const format = config.logFormat;
  const lines = lineWriter(host.stderr, { format });
  const isForPerson =
    !serves && (!isListed || host.stderr.isTTY) && gathered.values[SETTINGS.logLevel.name] === undefined;
  const level = isForPerson ? 'silent' : config.logLevel;
  const log = createLog({ level, format, secrets, write: lines.write });
  for (const warning of [...gathered.warnings, ...warnings]) {
    if (isForPerson) tellWarnings(host, [warning]);
    else log('warn', 'config', { warning });
  }
  const announced = isListed ? announce(host, config, serves ? sandbox : undefined, log) : UNANNOUNCED;
  const { haltFile } = announced;
  const leave = () => {
    announced.leave();
    lines.flush();
  };
  const named = installs ?? (install === undefined ? [] : [{ name: install, config }]);
  try {
    const watching = serves ? await startWatching(config, { log, hasMetrics, installs: named }) : UNWATCHED;
    const { observer, metrics, close: endWatching } = watching;
    const ports = {
      log,
      addons,
      ...(haltFile !== undefined && { haltFile }),
      ...(observer !== undefined && { observer }),
      ...(notify && { listeners: [notify], secrets: notify.secrets }),
    };
    const app =
      installs === undefined
        ? build(config, { ...ports, install, ...(await following(config)) })
        : (await import('../installs/index.js')).buildSeveral(installs, ports);
    notify?.begin({ app, config, log });
    remember(host, flags, gathered.file, serves);
    return {
      app,
      config,
      log,
      metrics,
      leave,
      endWatching,
      notify,
      ...(sandbox !== undefined && { sandbox }),
    };
  } catch (error) {
    leave();
    await sandbox?.close();
    if (!(error instanceof PolicyRefused)) throw error;
    complain(host, error.problems);
    return undefined;
  }
}

/** A call to a server or a registrar has two minutes, and what it left behind is looked up for 45 s. */
const CLOSE_MS = 180_000;

/** Waits for work, but not for ever: whoever wants the program to end must not have to kill it. */
async function inTime(work: Promise<void>, late: () => void): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((passed) => {
    timer = setTimeout(() => {
      late();
      passed();
    }, CLOSE_MS);
  });
  await Promise.race([work, limit]);
  clearTimeout(timer);
}

/** Puts the program together for one command and takes it apart afterwards. Resolves to 1 where it can't start. */
export async function withApp(
  host: Host,
  flags: Flags<'sandbox' | 'env-file'>,
  work: (running: Running) => Promise<number>,
  serving: Serving = {},
): Promise<number> {
  const running = await start(host, flags, serving);
  if (running === undefined) return 1;
  const checks = serving.serves && running.sandbox === undefined && running.config.guard.checksItself;
  const endChecks = checks ? checkLater(host, flags, running) : undefined;
  try {
    return await work(running);
  } finally {
    endChecks?.();
    await running.notify?.close();
    await inTime(running.app.close(), () => running.log('error', 'stop.late', { waited_ms: CLOSE_MS }));
    await running.endWatching();
    running.leave();
    await running.sandbox?.close();
  }
}
