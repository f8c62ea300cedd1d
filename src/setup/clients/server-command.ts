import type { ServerCommand } from './table.js';

/** How this program was started, as far as a client needs to know. */
export interface Program {
  /** Node.js itself. */
  readonly node: string;
  /** Our main file. */
  readonly main: string;
  readonly version: string;
  readonly platform: NodeJS.Platform;
}

/** Homebrew's own folder of a version goes with the next update; the link beside it stays. */
const CELLAR = /^(.*)\/Cellar\/(node(?:@\d+)?)\/[^/]+\/bin\/node$/;

const isByNpx = ({ main }: Program) => /[\\/]_npx[\\/]/.test(main);

/**
 * What a client starts. Whole paths, because a client with windows has another PATH than a shell; a copy that npx fetched for once
 * is fetched again, as npm clears those away.
 */
export function serverCommand(program: Program, flags: readonly string[]): ServerCommand {
  if (isByNpx(program)) {
    const args = ['-y', `whmcs-mcp@${program.version}`, ...flags];
    return program.platform === 'win32'
      ? { command: 'cmd', args: ['/c', 'npx', ...args] }
      : { command: 'npx', args };
  }
  return { command: program.node.replace(CELLAR, '$1/opt/$2/bin/node'), args: [program.main, ...flags] };
}

/** How a person types a command of this program. */
export function typedAs(program: Program, isOnPath: boolean): string {
  if (isByNpx(program)) return 'npx -y whmcs-mcp';
  if (isOnPath) return 'whmcs-mcp';
  return `node ${/\s/.test(program.main) ? JSON.stringify(program.main) : program.main}`;
}
