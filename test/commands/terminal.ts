import { PassThrough } from 'node:stream';
import { type Host, runCommandLine } from '../../src/commands/index.js';
import { temporaryFolder } from '../harness.js';

function taken(stream: PassThrough): () => string {
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  return () => text;
}

/** Runs one command line to its end in this process, in a folder and with a home of its own unless they are given. */
export async function typed(
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
  { cwd = temporaryFolder(), home = temporaryFolder() } = {},
) {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const [out, err] = [taken(stdout), taken(stderr)];
  stdin.end();
  const host = {
    argv,
    env,
    cwd,
    platform: 'linux',
    home,
    stdin,
    stdout,
    stderr,
    onSignal() {},
    onCrash() {},
    abort() {},
  } as unknown as Host;
  const code = await runCommandLine(host);
  await new Promise((written) => setImmediate(written));
  return { code, out: out(), err: err() };
}
