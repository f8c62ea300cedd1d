import { join, resolve } from 'node:path';
import { textOf } from '../files/replace.js';
import type { ServerCommand } from './table.js';

/** How this program was started, as far as a client needs to know. */
export interface Program {
  /** Node.js itself. */
  readonly node: string;
  /** Our main file. */
  readonly main: string;
  /** What npx fetched it as, such as `whmcs-mcp@1.4.0`, a file or an address; undefined where it is installed. */
  readonly fetchedAs: string | undefined;
  readonly platform: NodeJS.Platform;
}

/** Homebrew's own folder of a version goes with the next update; the link beside it stays. */
const CELLAR = /^(.*)\/Cellar\/(node(?:@\d+)?)\/[^/]+\/bin\/node$/;

/** The folder of what npx fetched, in the path of one of its files. */
const NPX = /^(.*[\\/]_npx[\\/][^\\/]+)[\\/]node_modules[\\/]whmcs-mcp[\\/]/;

/** What npx fetched this program as, for `Program.fetchedAs`. */
export function fetchedAs(main: string, version: string): string | undefined {
  const folder = NPX.exec(main)?.[1];
  if (folder === undefined) return undefined;
  const { dependencies = {} } = JSON.parse(textOf(join(folder, 'package.json')) ?? '{}') as {
    dependencies?: Record<string, string>;
  };
  const asked = dependencies['whmcs-mcp'] ?? '';
  if (asked.startsWith('file:')) return resolve(folder, asked.slice('file:'.length));
  return asked.includes(':') ? asked : `whmcs-mcp@${version}`;
}

/**
 * What a client starts. Whole paths, because a client with windows has another PATH than a shell; a copy that npx fetched for once
 * is fetched again, as npm clears those away.
 */
export function serverCommand(program: Program, flags: readonly string[]): ServerCommand {
  if (program.fetchedAs !== undefined) {
    const args = ['-y', program.fetchedAs, ...flags];
    return program.platform === 'win32'
      ? { command: 'cmd', args: ['/c', 'npx', ...args] }
      : { command: 'npx', args };
  }
  return { command: program.node.replace(CELLAR, '$1/opt/$2/bin/node'), args: [program.main, ...flags] };
}

/** How a person types a command of this program. */
export function typedAs(program: Program, isOnPath: boolean): string {
  if (program.fetchedAs !== undefined) return `npx -y ${program.fetchedAs.replace(/@[\d.]+$/, '')}`;
  if (isOnPath) return 'whmcs-mcp';
  return `node ${/\s/.test(program.main) ? JSON.stringify(program.main) : program.main}`;
}
