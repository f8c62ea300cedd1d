import { parseArgs } from 'node:util';
import { packageVersion } from '../app.js';
import { didYouMean } from '../spelling.js';
import { HELP } from './help.js';
import { readyConfig } from './ready.js';

/** The process, as far as a command may touch it. */
export interface Host {
  argv: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  platform: NodeJS.Platform;
  home: string;
  stdin: NodeJS.ReadStream;
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
  onSignal(handler: () => void): void;
  onCrash(handler: (error: unknown) => void): void;
}

const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
  sandbox: { type: 'boolean' },
  'env-file': { type: 'string' },
  json: { type: 'boolean' },
  port: { type: 'string' },
  seed: { type: 'string' },
  fault: { type: 'string' },
  caller: { type: 'string' },
  at: { type: 'string' },
  context: { type: 'string' },
  days: { type: 'string' },
  as: { type: 'string' },
  yes: { type: 'boolean' },
  tool: { type: 'string' },
  outcome: { type: 'string' },
  text: { type: 'string' },
  limit: { type: 'string' },
  format: { type: 'string' },
  file: { type: 'string' },
  checkpoint: { type: 'string' },
  key: { type: 'string' },
  'public-key': { type: 'string' },
} as const;

export type Flags = ReturnType<typeof parseFlags>['values'];

const COMMANDS = ['tools', 'policy', 'approvals', 'console', 'audit', 'undo', 'halt', 'resume', 'sandbox'];

function parseFlags(argv: readonly string[]) {
  return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true, strict: true });
}

function wrongUse(host: Host, message: string): number {
  host.stderr.write(`whmcs-mcp: ${message}\nwhmcs-mcp --help lists what there is.\n`);
  return 1;
}

/** Runs one command to its end; resolves to the exit code of the process. */
export async function runCommandLine(host: Host): Promise<number> {
  let flags: Flags;
  let words: string[];
  try {
    ({ values: flags, positionals: words } = parseFlags(host.argv));
  } catch (error) {
    return wrongUse(host, error instanceof Error ? error.message : 'the arguments are off');
  }
  const [command, ...rest] = words;
  if (flags.help) {
    host.stdout.write(HELP);
    return 0;
  }
  if (flags.version) {
    host.stdout.write(`${packageVersion()}\n`);
    return 0;
  }
  if (command === 'policy') {
    const { runPolicy } = await import('./policy.js');
    return runPolicy(host, flags, rest);
  }
  if (command === 'approvals') {
    const { runApprovals } = await import('./approvals.js');
    return runApprovals(host, flags, rest);
  }
  if (command === 'audit') {
    const { runAudit } = await import('./audit.js');
    return runAudit(host, flags, rest);
  }
  if (command === 'undo') {
    const { runUndo } = await import('./undo.js');
    return runUndo(host, flags, rest);
  }
  if (command === 'halt') {
    const { halt } = await import('./state.js');
    return halt(host, flags, rest.join(' '));
  }
  if (rest.length > 0) return wrongUse(host, `${command} takes no argument "${rest[0]}"`);
  if (command === 'resume') {
    const { resume } = await import('./state.js');
    return resume(host, flags);
  }
  if (command === 'console') {
    const { runConsole } = await import('./console.js');
    return runConsole(host, flags);
  }
  if (command === 'sandbox') {
    const { runSandbox } = await import('./sandbox.js');
    return runSandbox(host, flags);
  }
  if (command !== undefined && command !== 'tools') {
    return wrongUse(host, `there is no command "${command}".${didYouMean(command, COMMANDS)}`);
  }

  const ready = await readyConfig(host, flags);
  if (ready === undefined) return 1;
  if (command === 'tools') {
    const { printTools } = await import('./tools.js');
    return printTools(host, flags, ready);
  }
  const { serveStdio } = await import('./serve.js');
  return serveStdio(host, ready);
}
