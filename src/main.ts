#!/usr/bin/env node
import { homedir } from 'node:os';
import { runCommandLine } from './commands/index.js';

// The only place that touches the process: everything below is handed what it needs.
const exitCode = await runCommandLine({
  argv: process.argv.slice(2),
  env: process.env,
  cwd: process.cwd(),
  platform: process.platform,
  home: homedir(),
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  onSignal(handler) {
    process.once('SIGTERM', handler);
    process.once('SIGINT', handler);
  },
  onCrash(handler) {
    process.on('uncaughtException', handler);
    process.on('unhandledRejection', handler);
  },
});

// stdout may be a pipe that is still being read: leave only when it has taken everything.
process.stdout.write('', () => process.exit(exitCode));
