import { existsSync, mkdtempSync, rmdirSync, statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { type AddonActions, type App, build, consoleAddress, everyTool, packageFile } from '../../app.js';
import type { Config } from '../../config/index.js';
import {
  type Everything,
  type Install,
  type Needs,
  neededActions,
  type OwnChannels,
} from '../../doctor/index.js';
import { LOCAL_CALLER } from '../../guard/index.js';
import { exposureOf } from '../../machine/index.js';
import { PolicyRefused } from '../../policy-in-force/index.js';
import { type Halt, isDatabaseUrl, StoreFault, shownLocation } from '../../store/index.js';
import { systemCode, whyNot } from '../../system/index.js';
import type { Configured } from '../configured.js';
import { following } from '../following.js';
import type { Host } from '../host.js';
import { openState } from '../open-state.js';
import { serversOf } from '../servers.js';

const SILENT = () => {};

function policyOf(app: App): Install['policy'] {
  const { path, revision, mode } = app.policy();
  const states = app.guard.states({ caller: LOCAL_CALLER });
  const shown = states.filter(({ listed }) => listed);
  const isOwn = existsSync(path) && path !== packageFile('policies/default.json');
  return {
    place: path,
    revision,
    isShadow: mode === 'shadow',
    isExposed: isOwn && exposureOf(path) !== undefined,
    tools: {
      shown: shown.length,
      all: states.length,
      writes: shown.filter((state) => state.class !== 'read').length,
    },
  };
}

async function needsOf(app: App, { guard }: Config): Promise<Needs> {
  const listed = app.guard.states({ caller: LOCAL_CALLER }).filter((state) => state.listed);
  const known = await everyTool();
  const tools = listed.flatMap(({ name }) => known.get(name) ?? []);
  return neededActions(tools, guard.tellsWhmcs, app.policy().asksGroups);
}

type Judged = Pick<Install, 'policy' | 'needs'>;

/** What the policy in force shows, and what that needs; or what is wrong with it. */
async function judged(
  config: Config,
  install: string | undefined,
  addons: AddonActions | undefined,
): Promise<Judged> {
  let app: App | undefined;
  try {
    app = build(config, { log: SILENT, install, addons, ...(await following(config)) });
    await app.guard.upToDate('now');
    return { policy: policyOf(app), needs: await needsOf(app, config) };
  } catch (error) {
    if (error instanceof PolicyRefused) return { policy: { problems: error.problems }, needs: undefined };
    if (error instanceof StoreFault) return { policy: { problems: [error.message] }, needs: undefined };
    throw error;
  } finally {
    await app?.close();
  }
}

async function installOf(
  config: Config,
  name: string | undefined,
  { standsApart, addons }: { standsApart: boolean; addons: AddonActions | undefined },
): Promise<Install> {
  const { url, allowHttp, credentials, ratePerSecond } = config.whmcs;
  const { staff, dateFormat, timezone } = config.installation;
  const told = { staff, dateFormat, timezone, standsApart };
  const connection = { url, allowHttp, credentials, ratePerSecond, ...told };
  return { name, connection, ...(await judged(config, name, addons)) };
}

/** The folder of a file, or the first above it that is there. */
function folderAt(path: string): string {
  const folder = dirname(path);
  return existsSync(folder) || folder === dirname(folder) ? folder : folderAt(folder);
}

async function freeBytesAt(path: string | undefined): Promise<number | undefined> {
  if (path === undefined) return undefined;
  const { bavail, bsize } = await statfs(folderAt(path));
  return bavail * bsize;
}

/** Throws where a file could not be made at a path. Leaves nothing there; only trying tells of a file system that takes no files. */
function checkPlace(path: string): void {
  const folder = folderAt(path);
  if (!statSync(folder).isDirectory()) throw new Error(`${folder} is no folder.`);
  try {
    rmdirSync(mkdtempSync(join(folder, '.whmcs-mcp-')));
  } catch (error) {
    const why = systemCode(error) === 'ENOENT' ? 'no files can be made there' : whyNot(error);
    throw new Error(`nothing can be written in ${folder} (${why}).`);
  }
}

interface Looked {
  readonly halt: Halt | undefined;
  readonly console: string | undefined;
}

const NOTHING: Looked = { halt: undefined, console: undefined };

/** What is in the state. One that nobody has used yet is not made. */
async function lookIntoState(location: string, path: string | undefined): Promise<Looked> {
  if (location === 'memory') return NOTHING;
  if (path !== undefined && !existsSync(path)) {
    checkPlace(path);
    return NOTHING;
  }
  const { store, close } = await openState(path ?? location);
  try {
    return {
      halt: await store.killSwitch.halted(),
      console: await consoleAddress(store.sharedValues, new Date()),
    };
  } finally {
    await close();
  }
}

/** Who is told of approvals, or what is wrong with the file that says so. */
async function toldBy(
  { approval }: Config,
  variables: Readonly<Record<string, string>>,
): Promise<OwnChannels['told']> {
  if (approval.notify === undefined) return undefined;
  const { askChannel, readNotify } = await import('../../notify/index.js');
  const read = readNotify(approval.notify, variables);
  if ('problems' in read) return read;
  return [...read.channels.values()].map((one) => ({
    name: one.name,
    type: one.type,
    ask: () => askChannel(one),
  }));
}

/** What doctor looks at, of a configuration that can be read. */
export async function everything(
  host: Host,
  { config, installs, install, addons }: Configured,
  isSandbox: boolean,
  variables: Readonly<Record<string, string>>,
): Promise<Pick<Everything, 'installs' | 'state' | 'channels'>> {
  const location = config.guard.state.reveal();
  const isFile = location !== 'memory' && !isDatabaseUrl(location);
  const path = isFile ? resolve(host.cwd, location) : undefined;
  const all = installs ?? [{ name: install, config }];
  return {
    installs: await Promise.all(
      all.map(({ name, config: one }) => installOf(one, name, { standsApart: isSandbox, addons })),
    ),
    state: {
      shown: path ?? shownLocation(location),
      freeBytes: () => freeBytesAt(path),
      isShared: location !== 'memory',
      open: () => lookIntoState(location, path),
      servers: () => serversOf(host),
    },
    channels: async () => {
      const { console } = await lookIntoState(location, path).catch(() => NOTHING);
      return { console: config.approval.consoleUrl ?? console, told: await toldBy(config, variables) };
    },
  };
}
