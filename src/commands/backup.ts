import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { verify } from '../audit/index.js';
import { plain } from '../plain.js';
import { backUpState, restoreState } from '../store/copies/index.js';
import { isDatabaseUrl, StoreFault, shownLocation } from '../store/index.js';
import { UnfitFile, whyNot } from '../system/index.js';
import { CommandError, type Host } from './host.js';
import { serversOf } from './servers.js';
import type { Flags } from './table/flags.js';
import { answer } from './terminal/answer.js';
import { readSetting, userOf } from './with-state.js';

type Given = Flags<'json' | 'env-file'>;

function stateFile(host: Host, flags: Given): string {
  const location = readSetting(host, flags, 'state');
  if (location === 'memory') throw new CommandError('GUARD_STATE is memory, which nothing is kept of.');
  if (isDatabaseUrl(location))
    throw new CommandError(
      'GUARD_STATE is a PostgreSQL database, which its own tools copy and put back while servers run: pg_dump --format=custom, pg_restore. docs/postgres.md has the steps; whmcs-mcp state copy GUARD_STATE FILE makes a file of it.',
    );
  return resolve(host.cwd, location);
}

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code;

/** Whether it is a fault of the file system itself. */
const isOfFiles = (error: unknown) => (error as NodeJS.ErrnoException).syscall !== undefined;

/** Copies the whole state into a new file while servers go on. */
export async function backUp(host: Host, flags: Given, file: string): Promise<number> {
  const state = stateFile(host, flags);
  if (!existsSync(state) || statSync(state).size === 0)
    throw new CommandError(`there is no state at ${plain(state)}.`);
  const target = resolve(host.cwd, file);
  try {
    await backUpState(state, target);
  } catch (error) {
    if (codeOf(error) === 'EEXIST')
      throw new CommandError(`${plain(target)} is there already; name another file.`);
    if (!isOfFiles(error)) throw error;
    throw new CommandError(
      `${plain(target)} can't be written (${whyNot(error)}); name a file in a folder that is there and that this user may write.`,
    );
  }
  const text = `Copied ${plain(state)} to ${plain(target)}. whmcs-mcp restore puts it back.\n`;
  answer(host, flags, { value: { state, backup: target }, text });
  return 0;
}

/** Puts a backup in the place of the state, which no server may be using. */
export async function restore(host: Host, flags: Given, file: string): Promise<number> {
  const state = stateFile(host, flags);
  const source = resolve(host.cwd, file);
  if (!existsSync(source)) throw new CommandError(`there is no file ${plain(source)}.`);
  const users = serversOf(host).filter((server) => server.state === shownLocation(state));
  if (users.length > 0) {
    const pids = users.map(({ pid }) => pid).join(', ');
    throw new CommandError(`stop the servers that use ${plain(state)} first: pid ${pids}.`);
  }
  const { tookOver, movedTo } = await restoreState(state, source, {
    who: userOf(host),
    at: new Date(),
    async check({ journal }) {
      const verdict = await verify(journal);
      if (!verdict.ok)
        throw new CommandError(`the journal in ${plain(source)} is not whole. ${verdict.message}`);
    },
  }).catch((error: unknown) => {
    if (error instanceof UnfitFile)
      throw new CommandError(`${plain(source)} can't be read (${whyNot(error)}). Nothing was changed.`);
    // What to do about a damaged state is not what to do about a file that was named by mistake.
    const isNone = error instanceof StoreFault && ['corrupt', 'foreign'].includes(error.code);
    if (!isNone || error.location !== source) throw error;
    throw new CommandError(`${plain(source)} is no backup of a state, or is damaged. Nothing was changed.`);
  });
  const told = [
    `Put ${plain(source)} in the place of ${plain(state)}. Requests for approval that were open in it are void, and the journal says where the gap is.`,
    ...(movedTo === undefined ? [] : [`What was there is now ${plain(movedTo)}.`]),
    tookOver
      ? 'What was counted against limits, a halt, and who may approve were taken over from it.'
      : 'What was counted against limits since the backup is forgotten, and so is a halt: look at both before you start a server.',
    'Writes that were made since the backup are not in the journal any more: the same write would not be recognised as made.',
  ];
  const value = { state, backup: source, movedTo: movedTo ?? null, tookOver };
  answer(host, flags, { value, text: `${told.join('\n')}\n` });
  return 0;
}
