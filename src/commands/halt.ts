import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { LiveServer } from '../machine/index.js';
import { plain } from '../plain.js';
import { defaultLocation, isDatabaseUrl, StoreFault, shownLocation } from '../store/index.js';
import { whyNot } from '../system/index.js';
import { EXIT } from './exit-codes.js';
import { CommandError, type Host } from './host.js';
import { openState } from './open-state.js';
import { serversOf } from './servers.js';
import type { Flags } from './table/flags.js';
import { answer, printJson } from './terminal/answer.js';
import { readSetting, userOf } from './with-state.js';

type Given = Flags<'state' | 'env-file'>;

/** Looks again after each round, for servers that started meanwhile; whoever starts them faster than that is no person. */
const MOST_ROUNDS = 5;

/** A state that is to be switched, and the servers of this user that share it. */
interface Target {
  readonly location: string;
  readonly servers: readonly LiveServer[];
  /** Of the servers whose state is no file: the files that halt them alone. */
  readonly files: readonly string[];
  /** Whether a halt can be written into it: into a database only where people name it, with what it takes to sign in. */
  readonly isWritable: boolean;
}

const absolute = (host: Host, location: string) =>
  location === 'memory' || isDatabaseUrl(location) ? location : resolve(host.cwd, location);

/** The state that was named, by the flag or by a setting; undefined where the command is for all servers of the user. */
function namedState(host: Host, flags: Given): string | undefined {
  if (flags.state !== undefined) return absolute(host, flags.state);
  // What was used last is no reason to halt less than all.
  const location = absolute(host, readSetting(host, { ...flags, ignoresLast: true }, 'state'));
  return location === defaultLocation(host) ? undefined : location;
}

function targets(host: Host, flags: Given): Target[] {
  const named = namedState(host, flags);
  const live = serversOf(host);
  const fallback = defaultLocation(host);
  const locations = new Set(named === undefined ? [fallback, ...live.map(({ state }) => state)] : [named]);
  return [...locations].map((location) => {
    const servers = live.filter(({ state }) => state === shownLocation(location));
    const isFile = location !== 'memory' && !isDatabaseUrl(location);
    return {
      location,
      servers,
      files: isFile ? [] : servers.map(({ haltFile }) => haltFile),
      isWritable: isFile || (named !== undefined && location !== 'memory'),
    };
  });
}

/** Nothing is made for a state that nobody uses. */
const isThere = ({ location, servers }: Target) =>
  servers.length > 0 || isDatabaseUrl(location) || existsSync(location);

const line = ({ pid, since, folder, state }: LiveServer) =>
  `  pid ${pid}, started ${since.toISOString().slice(0, 16).replace('T', ' ')} UTC in ${plain(folder)}, state ${plain(state)}\n`;

const inJson = ({ pid, since, folder, state }: LiveServer) => ({ pid, since, folder, state });

const counted = (servers: readonly LiveServer[]) =>
  `${servers.length} live server${servers.length === 1 ? '' : 's'}`;

/** Runs over all targets; resolves to what could not be done, a sentence for each. */
async function forEach(all: readonly Target[], work: (target: Target) => Promise<void>): Promise<string[]> {
  const failed: string[] = [];
  for (const target of all) {
    try {
      await work(target);
    } catch (error) {
      if (!(error instanceof StoreFault || (error as NodeJS.ErrnoException).code !== undefined)) throw error;
      failed.push(
        `${target.servers.map(line).join('')}  ${error instanceof StoreFault ? error.message : `It can't be halted here (${whyNot(error)}).`}\n`,
      );
    }
  }
  return failed;
}

async function haltOne(host: Host, { location, files, isWritable }: Target, reason: string): Promise<void> {
  if (!isWritable) {
    for (const file of files) writeFileSync(file, `${reason}\n`, { mode: 0o600 });
    return;
  }
  // A halt only forbids, so it is written even where a file is not safe enough for anything else.
  const { store, journal, close } = await openState(location, { evenExposed: true });
  try {
    await store.killSwitch.halt(userOf(host), reason, new Date());
    await journal
      .note('operator', { event: 'halt', who: userOf(host), reason })
      .catch((error) => host.stderr.write(`whmcs-mcp halt: it is not in the journal: ${error.message}\n`));
  } finally {
    await close();
  }
}

/**
 * Stops every call that is no read, in all servers of this user, or in those that share the state that was named. Resolves
 * to 1 where no server was stopped, or not every one.
 */
export async function halt(host: Host, flags: Flags<'json'> & Given, reason: string): Promise<number> {
  const done = new Map<string, Target>();
  const failed: string[] = [];
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const fresh = targets(host, flags)
      .filter(isThere)
      .filter(({ location, servers }) => servers.length > (done.get(location)?.servers.length ?? -1));
    if (fresh.length === 0) break;
    failed.push(...(await forEach(fresh, (target) => haltOne(host, target, reason))));
    for (const target of fresh) done.set(target.location, target);
  }
  return tellHalt(host, flags, [...done.values()], failed);
}

function tellHalt(
  host: Host,
  flags: Flags<'json'> & Given,
  all: readonly Target[],
  failed: readonly string[],
): number {
  if (failed.length > 0) {
    throw new CommandError(`NOT ALL IS HALTED. Stop these processes yourself:\n${failed.join('').trimEnd()}`);
  }
  const servers = all.flatMap((target) => target.servers);
  const named = namedState(host, flags);
  if (servers.length > 0) {
    const where = named === undefined ? '' : ` on ${shownLocation(named)}`;
    if (flags.json) {
      printJson(host, { halted: servers.map(inJson) });
      return 0;
    }
    host.stdout.write(
      `Halted: ${counted(servers)}${where}. No call but reads passes until whmcs-mcp resume.\n${servers.map(line).join('')}`,
    );
    return 0;
  }
  const noted = all.map(({ location }) => shownLocation(location)).join(', ');
  throw new CommandError(
    [
      named === undefined
        ? 'no live server of this user was found, so nothing was stopped.'
        : `no live server of this user shares ${shownLocation(named)}, so nothing was stopped.`,
      ...(noted === ''
        ? []
        : [`The halt is noted in ${noted}: a server that uses it stays halted until whmcs-mcp resume.`]),
      named === undefined
        ? 'For servers of another user or machine, run it there; a server that is not listed is named by its state: --state PATH.'
        : 'Without GUARD_STATE and --state it halts all servers of this user.',
    ].join(' '),
  );
}

/** Lifts the halt of all servers of this user, or of those that share the state that was named. */
export async function resume(host: Host, flags: Flags<'json'> & Given): Promise<number> {
  const remaining: string[] = [];
  const there = targets(host, flags).filter(isThere);
  if (there.length === 0) throw new CommandError('no live server and no state of this user was found.');
  const failed = await forEach(there, async ({ location, files, isWritable }) => {
    for (const file of files) rmSync(file, { force: true });
    if (!isWritable) return;
    const { store, journal, close } = await openState(location);
    try {
      const left = await store.killSwitch.resume(userOf(host), new Date());
      await journal.note('operator', { event: 'resume', who: userOf(host) });
      if (left !== undefined) remaining.push(left.file ?? 'named halt');
    } finally {
      await close();
    }
  });
  const still = remaining.map((file) => `Still halted by the file ${file}: remove it.`);
  if (failed.length > 0) {
    for (const line of flags.json ? [] : still) host.stdout.write(`${line}\n`);
    throw new CommandError(`not all could be resumed:\n${failed.join('').trimEnd()}`, EXIT.failed, {
      stillHaltedBy: remaining,
    });
  }
  const servers = there.flatMap((target) => target.servers);
  answer(host, flags, {
    value: { resumed: remaining.length > 0 ? [] : servers.map(inJson), stillHaltedBy: remaining },
    text: `${remaining.length > 0 ? still.join('\n') : `Resumed: ${counted(servers)}.`}\n`,
  });
  return remaining.length > 0 ? EXIT.failed : EXIT.done;
}
