import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import type { AtEnd } from '../harness.js';
import { MAIN, ownEnv } from '../program.js';

/** A port of this machine that nobody listens on. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

const RESTART_MS = 300;

/** A server over HTTP in a process of its own, always at the same port. */
export class Replica {
  readonly port: number;
  readonly #env: Record<string, string>;
  #child: ChildProcess | undefined;
  #log = '';

  private constructor(port: number, env: Record<string, string>) {
    this.port = port;
    this.#env = env;
  }

  static async start(env: Record<string, string>, atEnd: AtEnd): Promise<Replica> {
    const replica = new Replica(await freePort(), env);
    atEnd(() => replica.kill());
    await replica.start();
    return replica;
  }

  /** Resolves once it serves. One that ends before is started again, as whatever supervises servers does. */
  async start(): Promise<void> {
    while (!(await this.#serves())) await new Promise((next) => setTimeout(next, RESTART_MS));
  }

  async #serves(): Promise<boolean> {
    const child = spawn(process.execPath, [MAIN, '--http'], {
      env: ownEnv({ ...this.#env, MCP_HTTP_PORT: String(this.port) }),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    child.stderr?.on('data', (chunk: Buffer) => {
      this.#log += chunk.toString();
    });
    return new Promise((told) => {
      child.stdout?.once('data', () => told(true));
      child.once('exit', () => told(false));
    });
  }

  /** What it has written to its log, in all its lives. */
  get log(): string {
    return this.#log;
  }

  /** Kills it as a machine that loses its power would. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }
}
