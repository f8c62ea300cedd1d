import { accessSync, constants, existsSync, readFileSync, realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packageFile, packageVersion } from '../app.js';
import { lastUsed, Refused, rememberUsed, SETTINGS } from '../config/index.js';
import { checkConnection, withProxies } from '../doctor/index.js';
import {
  Cancelled,
  fetchedAs,
  type Given,
  type Program,
  plainScreen,
  removeEntries,
  SetupFault,
  type SetupPorts,
  setUp,
  typedAs,
} from '../setup/index.js';
import { whyNot } from '../system/index.js';
import { addApprover } from './approvals/approvers.js';
import { readPassword } from './approvals/read-password.js';
import { EXIT } from './exit-codes.js';
import { CommandError, type Host } from './host.js';
import type { Flags } from './table/flags.js';
import type { INIT_FLAGS } from './table/init-flags.js';

type InitFlags = Flags<(typeof INIT_FLAGS)[number]>;

/** The secret by itself: on the command line every program of this machine could read it. */
async function secretOf(host: Host, file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return undefined;
  if (file === '-') return (await readPassword(host, 'Secret of the API credential: ')).trim();
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new CommandError(`--secret-file: ${file} can't be read (${whyNot(error)}).`);
  }
}

/** Whether a shell finds this very program by its name. */
function isOnPath({ env, platform }: Host, main: string): boolean {
  return (env.PATH ?? '').split(delimiter).some((folder) => {
    const candidate = join(folder, platform === 'win32' ? 'whmcs-mcp.cmd' : 'whmcs-mcp');
    try {
      accessSync(candidate, constants.X_OK);
      return platform === 'win32' || realpathSync(candidate) === realpathSync(main);
    } catch {
      return false;
    }
  });
}

function parsedBy<T>(name: string, parse: (text: string) => T) {
  return (text: string): T => {
    try {
      return parse(text);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      throw new SetupFault(`${name}: it ${error.message}.`, 'usage');
    }
  };
}

const aboutOf = (variable: string) =>
  Object.values(SETTINGS).find(({ name }) => name === variable)?.about ?? variable;

async function portsOf(host: Host, { yes }: InitFlags): Promise<SetupPorts> {
  const { platform, home, env, cwd, stdin, stdout } = host;
  const stopped = new AbortController();
  host.onSignal(() => stopped.abort());
  const { signal } = stopped;
  const main = packageFile('dist/main.js');
  const fetched = fetchedAs(main, packageVersion());
  const program: Program = { node: process.execPath, main, fetchedAs: fetched, platform };
  const typedName = typedAs(program, isOnPath(host, main));
  const isTerminal = stdin.isTTY === true && stdout.isTTY === true;
  const { personAt, screenAt } = isTerminal
    ? await import('../setup/terminal/index.js')
    : { personAt: () => undefined, screenAt: () => plainScreen(stdout) };
  const terminal = { input: stdin, output: stdout, signal };
  const lastUsedPath = () => {
    const last = lastUsed(host);
    return last !== undefined && 'path' in last ? last.path : undefined;
  };
  const quoted = (path: string) => (/[^\w./:@+-]/.test(path) ? JSON.stringify(path) : path);
  return {
    platform,
    home,
    env,
    cwd,
    program,
    signal,
    person: yes ? undefined : personAt(terminal),
    screen: screenAt(terminal),
    now: () => new Date(),
    async *check(settings) {
      for await (const finding of checkConnection(settings)) yield withProxies(finding, env);
    },
    shipped: (name) => readFileSync(packageFile(`policies/${name}`), 'utf8'),
    schemaUrl: pathToFileURL(packageFile('policies/policy.schema.json')).href,
    about: aboutOf,
    parsed: {
      dateFormat: parsedBy('--date-format', SETTINGS.dateFormat.parse),
      allowHttp: parsedBy('WHMCS_ALLOW_HTTP', SETTINGS.allowHttp.parse),
      timezone: parsedBy('--timezone', (text) => SETTINGS.timezone.parse(text) ?? text),
    },
    lastUsed: lastUsedPath,
    remember: (envFile) => rememberUsed(host, envFile),
    async addApprover(envFile, name) {
      await addApprover(
        host,
        { grant: undefined, json: undefined, sandbox: undefined, 'env-file': envFile },
        name,
      );
    },
    typed(command, envFile) {
      if (envFile === undefined) return `${typedName} ${command} --sandbox`;
      // The note is not looked at in a folder that has a file of its own.
      const isFound = lastUsedPath() === envFile && !existsSync(join(cwd, '.env'));
      return isFound ? `${typedName} ${command}` : `${typedName} ${command} --env-file ${quoted(envFile)}`;
    },
  };
}

async function givenBy(host: Host, flags: InitFlags): Promise<Given> {
  return {
    envFile: flags['env-file'],
    url: flags.url,
    identifier: flags.identifier,
    secret: await secretOf(host, flags['secret-file']),
    staff: flags.staff,
    dateFormat: flags['date-format'],
    timezone: flags.timezone,
    policy: flags.policy,
    destructive: flags.destructive,
    toolsets: flags.toolsets,
    approver: flags.approver,
    clients: flags.clients,
    name: flags.name ?? 'whmcs',
    isSandbox: flags.sandbox === true,
    isOffline: flags.offline === true,
  };
}

/** Sets everything up, by questions or by flags. */
export async function runInit(host: Host, flags: InitFlags): Promise<number> {
  const ports = await portsOf(host, flags);
  if (ports.person === undefined && !flags.yes)
    throw new CommandError(
      'there is no terminal to ask on. Add --yes, which writes without asking, and say the rest by flags.',
      EXIT.usage,
    );
  try {
    const given = await givenBy(host, flags);
    const isDone = flags.remove ? await removeEntries(ports, given) : await setUp(ports, given);
    return isDone ? EXIT.done : EXIT.failed;
  } catch (error) {
    if (error instanceof SetupFault)
      throw new CommandError(error.message, error.kind === 'usage' ? EXIT.usage : EXIT.failed);
    if (!(error instanceof Cancelled) && !ports.signal.aborted) throw error;
    host.stderr.write('Nothing was changed.\n');
    return EXIT.failed;
  }
}
