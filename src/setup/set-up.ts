import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { whyNot } from '../system/index.js';
import { type Change, ELSEWHERE, make, readableText, real, show } from './changes.js';
import { type ClientChange, chooseClients, clientChanges } from './client-step.js';
import { type Machine, machineOf, under } from './clients/machine.js';
import { type Program, serverCommand } from './clients/server-command.js';
import type { ServerCommand } from './clients/table.js';
import { type Connection, type ConnectionPorts, connect, type Known, type Told } from './connection.js';
import { SetupFault } from './fault.js';
import { settingsIn, withSettings } from './files/env-text.js';
import { startOnce } from './first-start.js';
import { learn } from './installation.js';
import { chooseDestructive, choosePolicy } from './policy-step.js';
import { Cancelled } from './terminal/person.js';
import { chooseToolsets } from './toolsets-step.js';

/** What the command line says, each in place of a question. */
export interface Given {
  readonly envFile: string | undefined;
  readonly url: string | undefined;
  readonly identifier: string | undefined;
  readonly secret: string | undefined;
  readonly staff: string | undefined;
  readonly dateFormat: string | undefined;
  readonly timezone: string | undefined;
  readonly policy: string | undefined;
  readonly destructive: string | undefined;
  readonly toolsets: string | undefined;
  readonly approver: string | undefined;
  readonly clients: string | undefined;
  /** Name of the entry in the files of clients. */
  readonly name: string;
  /** The embedded WHMCS in place of a real one. */
  readonly isSandbox: boolean;
  /** The connection is not tested. */
  readonly isOffline: boolean;
}

export interface SetupPorts extends ConnectionPorts {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly program: Program;
  now(): Date;
  /** The text of a file of `policies/`. */
  shipped(name: string): string;
  readonly schemaUrl: string;
  /** What a setting is about, in a line. */
  about(variable: string): string;
  /** A setting as the server would read it. Throws a SetupFault that names the flag or the variable. */
  parsed: {
    dateFormat(text: string): Told['dateFormat'];
    timezone(text: string): string;
    allowHttp(text: string): boolean;
  };
  /** The file of settings that was named last; undefined where none was. */
  lastUsed(): string | undefined;
  /** Notes it for commands that name none. Throws where that can't be written. */
  remember(envFile: string): void;
  /** Lets a person approve: asks for a password. */
  addApprover(envFile: string, name: string): Promise<void>;
  /** How a command of this program is typed: `console`. */
  typed(command: string, envFile: string | undefined): string;
}

/** What is set already: in the environment, and else in the file. */
type Set = (variable: string) => string | undefined;

/** Where settings are kept: where they were last, and else in a folder that is neither a repository nor likely to be synced. */
function envFileOf(
  { cwd, screen, lastUsed }: SetupPorts,
  machine: Machine,
  given: string | undefined,
): string {
  if (given !== undefined) return resolve(cwd, given);
  // Somebody else may have put it there, as into a repository: it has to be named.
  if (existsSync(join(cwd, '.env')))
    screen.warn('The .env of this folder is not used; --env-file .env names it.');
  return lastUsed() ?? under(machine.settings, 'whmcs-mcp', '.env');
}

function knownConnection({ parsed }: SetupPorts, given: Given, set: Set): Known {
  const allowHttp = set('WHMCS_ALLOW_HTTP');
  return {
    url: given.url ?? set('WHMCS_API_URL'),
    identifier: given.identifier ?? set('WHMCS_API_IDENTIFIER'),
    secret: given.secret ?? set('WHMCS_API_SECRET'),
    accessKey: set('WHMCS_ACCESS_KEY'),
    allowHttp: allowHttp === undefined ? false : parsed.allowHttp(allowHttp),
  };
}

/** Refuses to go on where nobody can be asked and something is neither given nor set; names all of it at once. */
function checkGiven(known: Known): void {
  const ways = [
    ['url', '--url URL'],
    ['identifier', '--identifier ID'],
    ['secret', '--secret-file FILE (- for stdin; or WHMCS_API_SECRET in the environment)'],
  ] as const;
  const missing = ways.flatMap(([name, way]) => (known[name] === undefined ? [way] : []));
  if (missing.length > 0)
    throw new SetupFault(`nobody can be asked, so this has to be given: ${missing.join('; ')}.`, 'usage');
}

/** Address, credential and what WHMCS says of itself, as settings. */
async function connectionSettings(
  ports: SetupPorts,
  given: Given,
  set: Set,
): Promise<Record<string, string>> {
  const { person, screen, parsed } = ports;
  const known = knownConnection(ports, given, set);
  if (person === undefined) checkGiven(known);
  const format = given.dateFormat ?? set('WHMCS_DATE_FORMAT') ?? 'DD/MM/YYYY';
  const zone = given.timezone ?? set('WHMCS_TIMEZONE');
  const told: Told = {
    staff: given.staff ?? set('WHMCS_STAFF_USERNAME'),
    dateFormat: parsed.dateFormat(format),
    timezone: zone === undefined ? undefined : parsed.timezone(zone),
  };
  const isGiven = (name: keyof Known) => name in given && given[name as keyof Given] !== undefined;
  const { connection, found } = await connect(ports, known, { isGiven, told, isOffline: given.isOffline });
  const learned = await learn({ person, screen }, found, told, {
    isDateFormatGiven: given.dateFormat !== undefined,
  });
  return settingsOf(connection, learned);
}

function settingsOf(
  { url, identifier, secret, accessKey, allowHttp }: Connection,
  told: Told,
): Record<string, string> {
  return {
    WHMCS_API_URL: url,
    WHMCS_API_IDENTIFIER: identifier,
    WHMCS_API_SECRET: secret,
    ...(accessKey !== undefined && { WHMCS_ACCESS_KEY: accessKey }),
    ...(allowHttp && url.startsWith('http:') && { WHMCS_ALLOW_HTTP: 'true' }),
    WHMCS_DATE_FORMAT: told.dateFormat,
    ...(told.timezone !== undefined && { WHMCS_TIMEZONE: told.timezone }),
    ...(told.staff !== undefined && { WHMCS_STAFF_USERNAME: told.staff }),
  };
}

/** All that goes into files of our own. */
async function ownChanges(ports: SetupPorts, given: Given, envFile: string): Promise<Change[]> {
  const { person, screen, env, cwd } = ports;
  const file = settingsIn(readableText(envFile, ELSEWHERE) ?? '');
  const set: Set = (variable) => env[variable] || file[variable];
  const settings = await connectionSettings(ports, given, set);
  const places = { shipped: ports.shipped, schemaUrl: ports.schemaUrl, cwd, envFile };
  const policy = await choosePolicy(places, { given: given.policy, set: file.GUARD_POLICY, person });
  const { hasDestruction } = policy;
  const destructive = await chooseDestructive(given.destructive, { hasDestruction, person, screen });
  const toolsets = await chooseToolsets(given.toolsets, { set: file.GUARD_TOOLSETS, person });
  const all = {
    ...settings,
    ...(policy.path !== undefined && { GUARD_POLICY: policy.path }),
    ...(destructive !== undefined && { GUARD_DESTRUCTIVE: destructive }),
    ...(toolsets !== undefined && { GUARD_TOOLSETS: toolsets }),
  };
  const edit = (text: string) => withSettings(text, all, ports.about);
  return [
    {
      path: envFile,
      about: 'settings of whmcs-mcp, with the credential; only you can read it',
      edit,
      isSecret: true,
    },
    ...policy.changes,
  ];
}

async function approverOf({ person }: SetupPorts, given: string | undefined): Promise<string | undefined> {
  if (given !== undefined || person === undefined) return given === 'none' ? undefined : given;
  const answer = await person.choose({
    message: 'Who decides on what the agent has to ask for?',
    choices: [
      { value: 'operator', label: 'Whoever can open the console on this machine: you' },
      { value: 'named', label: 'People with a name and a password, beginning with one' },
    ],
    initial: 'operator',
  });
  if (answer === 'operator') return undefined;
  return person.text({
    message: 'Name of the first one',
    example: 'ann',
    check: (name) => (name === '' ? 'A name is needed.' : undefined),
  });
}

/** Shows what would be written, asks, and writes it. Returns whether anything was to be done. */
export async function writeAll(
  { person, screen, now }: Pick<SetupPorts, 'person' | 'screen' | 'now'>,
  changes: readonly Change[],
): Promise<boolean> {
  const left = real(changes);
  if (left.length === 0) {
    screen.good('Every file is as it should be already.');
    return false;
  }
  show(screen, left);
  const message = left.length === 1 ? 'Write this?' : `Write these ${left.length} files?`;
  if (person !== undefined && !(await person.agree({ message, initial: true })))
    throw new Cancelled('Nothing was changed.');
  for (const { path, backup } of make(left, now()))
    screen.good(`Written: ${path}${backup === undefined ? '' : ` (what was there: ${backup})`}`);
  return true;
}

/** Notes the file, so that commands in any folder find it. Without the note they have to name it. */
function remembered({ screen, remember }: SetupPorts, envFile: string): void {
  try {
    remember(envFile);
  } catch (error) {
    screen.warn(
      `Commands have to name the settings with --env-file: the note of them can't be written (${whyNot(error)}).`,
    );
  }
}

/** Starts the server as clients will. */
async function proven({ screen, env, signal }: SetupPorts, server: ServerCommand): Promise<boolean> {
  const start = await startOnce(server, { env, signal });
  if ('tools' in start) {
    screen.good(`The server starts as your clients will start it, and lists ${start.tools} tools.`);
    return true;
  }
  screen.bad(`The server does not start as clients would start it:\n${start.said}`);
  return false;
}

function sayNext(
  { screen, typed }: SetupPorts,
  envFile: string | undefined,
  changes: readonly ClientChange[],
): void {
  const after = [...new Set(changes.map(({ file }) => file.client.after))];
  screen.lines('Next:', [
    `1. ${after.length === 0 ? 'Tell your client to start the server: docs/setup.md says how, under "By hand".' : after.join(' ')}`,
    '2. Ask it something that only reads, such as: "Which orders are pending?"',
    `3. ${typed('console', envFile)} opens the page where you approve what the agent asks for.`,
    `4. ${typed('doctor', envFile)} looks at everything again, should something not work.`,
  ]);
}

/** Sets everything up. Resolves to whether all was done; rejects with a SetupFault or `Cancelled`, and nothing was written then. */
export async function setUp(ports: SetupPorts, given: Given): Promise<boolean> {
  const machine = machineOf(ports);
  const { person, screen, program } = ports;
  ports.screen.title('whmcs-mcp: set-up. Nothing is written before you have seen it and said yes.');
  const envFile =
    given.isSandbox && given.envFile === undefined ? undefined : envFileOf(ports, machine, given.envFile);
  const own = given.isSandbox || envFile === undefined ? [] : await ownChanges(ports, given, envFile);
  const approver = given.isSandbox ? undefined : await approverOf(ports, given.approver);
  const flags = [
    ...(given.isSandbox ? ['--sandbox'] : []),
    ...(envFile === undefined ? [] : ['--env-file', envFile]),
  ];
  const server = serverCommand(program, flags);
  const files = await chooseClients({ machine, person, screen }, given.clients);
  const { changes, isWhole } = await clientChanges({ machine, person, screen }, files, {
    name: given.name,
    server,
    main: program.main,
  });

  await writeAll(ports, [...own, ...changes]);
  if (envFile !== undefined && !given.isSandbox) remembered(ports, envFile);
  if (approver !== undefined && envFile !== undefined) await ports.addApprover(envFile, approver);
  const isProven = await proven(ports, server);
  sayNext(ports, envFile, changes);
  return isWhole && isProven;
}

/** Takes the entry out of the files of clients again. */
export async function removeEntries(
  ports: SetupPorts,
  given: Pick<Given, 'clients' | 'name'>,
): Promise<boolean> {
  const machine = machineOf(ports);
  const clientPorts = { machine, person: ports.person, screen: ports.screen };
  const files = await chooseClients({ ...clientPorts, person: undefined }, given.clients ?? 'all');
  const { changes, isWhole } = await clientChanges(clientPorts, files, {
    name: given.name,
    server: undefined,
    main: ports.program.main,
  });
  if (await writeAll(ports, changes))
    ports.screen.say(
      'Settings, policy and state were left where they are; clients notice when they start again.',
    );
  return isWhole;
}
