#!/usr/bin/env node
import { constants, homedir, userInfo } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { homeFolder, keepCompiledCode } from './machine/index.js';

const STOPS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;
/** stdout that has taken nothing for this long is read by nobody. */
const FLUSH_MS = 5_000;

const isForMany = process.argv.includes('--http');
// V8 lets its heap grow to a multiple of what is alive before it collects the garbage of calls. A server that works now and
// then holds that memory all day: at this growth it holds a sixth less after thousands of calls, for 1 % of their time. One
// that many clients keep busy would collect all the time, for a fifth of it.
if (!isForMany) setFlagsFromString('--heap-growing-percent=40');
// V8 11, of Node.js 20, optimizes a function once it has run some hundred times, which costs more than the few thousand calls of
// a session win by it: a server of one client waits about as long as later versions do, which have no such flag. One for
// many clients, whose calls run through much code that each of them runs once, needs more than ten thousand calls until
// all of it is optimized; it begins earlier.
if (process.versions.v8.startsWith('11.'))
  setFlagsFromString(`--interrupt-budget=${isForMany ? 16_000 : 400_000}`);

/** The oldest Node.js that it works with, as package.json says. */
const OLDEST = [20, 19] as const;

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
  process.stderr.write(
    `whmcs-mcp: this is Node.js ${process.versions.node}, and it needs ${OLDEST.join('.')} or newer. Install one from https://nodejs.org, or name a newer one in the "command" of your client.\n`,
  );
  process.exit(1);
}

let stopsAsked = 0;

/** Leaves once stdout, which may be a pipe that is still being read, has taken everything or takes nothing more. */
function leave(code: number): void {
  process.stdout.write('', () => process.exit(code));
  let unsent = process.stdout.writableLength;
  setInterval(() => {
    if (process.stdout.writableLength >= unsent) process.exit(code);
    unsent = process.stdout.writableLength;
  }, FLUSH_MS);
}

// The only place that touches the process: everything below is handed what it needs.
try {
  const home = homeFolder(homedir(), () => userInfo().homedir);
  keepCompiledCode({ env: process.env, platform: process.platform, home });
  // Loaded after that, so that its code is kept.
  const { runCommandLine } = await import('./commands/index.js');
  const exitCode = await runCommandLine({
    argv: process.argv.slice(2),
    env: process.env,
    cwd: process.cwd(),
    platform: process.platform,
    home,
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    onSignal(handler) {
      for (const signal of STOPS) {
        process.on(signal, () => {
          stopsAsked += 1;
          // Whoever asks twice does not want to wait for what is under way.
          if (stopsAsked > 1) process.exit(128 + constants.signals[signal]);
          handler();
        });
      }
    },
    onCrash(handler) {
      process.on('uncaughtException', handler);
      process.on('unhandledRejection', handler);
    },
    abort: (code) => process.exit(code),
  });
  leave(exitCode);
} catch (error) {
  // With a listener for crashes in place, a fault that got here would otherwise leave the rest of the program running.
  const says = error instanceof Error ? error.message : String(error);
  const stack =
    error instanceof Error && process.env.LOG_LEVEL?.toLowerCase() === 'debug' ? `${error.stack}\n` : '';
  process.stderr.write(
    `whmcs-mcp: it ended by a fault that it does not know: ${says}. With LOG_LEVEL=debug it says where.\n${stack}`,
    () => process.exit(1),
  );
  leave(1);
}
