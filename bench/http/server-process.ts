import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { Pool } from 'undici';
import { BENCH_CREDENTIALS, type Measured, ownFolder } from '../servers.js';

/** A session of a client, as far as its headers go. */
export type SessionHeaders = Readonly<Record<string, string>>;

const HEADERS = {
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
  'mcp-protocol-version': '2025-11-25',
};

/** The message in an answer: all of it, or the data of the last event. */
function messageIn(
  type: string,
  text: string,
): { result?: { isError?: boolean }; error?: { message: string } } {
  if (!type.startsWith('text/event-stream')) return JSON.parse(text);
  const data = text.split('\n').findLast((line) => line.startsWith('data: {'));
  return JSON.parse(data?.slice('data: '.length) ?? '{}');
}

/** A server over HTTP in a process of its own, and a client that costs as little as it can. */
export class HttpServerProcess {
  readonly #child: ChildProcess;
  readonly #bearer: SessionHeaders;
  #pool: Pool | undefined;
  readonly #listening = new Agent({ keepAlive: true });
  #origin = '';
  #id = 0;
  #complaints = '';

  /** @param isGuarded whether callers show a token: one is made before the start */
  constructor({ command: [command = '', ...args], env }: Measured, backend: string, isGuarded = false) {
    const folder = ownFolder();
    const own = {
      PATH: process.env.PATH ?? '',
      HOME: folder,
      TMPDIR: folder,
      WHMCS_API_URL: backend,
      WHMCS_API_IDENTIFIER: BENCH_CREDENTIALS.identifier,
      WHMCS_API_SECRET: BENCH_CREDENTIALS.secret,
      MCP_HTTP_PORT: '0',
      ...env,
    };
    // What stands before it is for Node.js.
    const program = args.find((one) => !one.startsWith('--')) ?? '';
    const made = isGuarded
      ? execFileSync(command, [program, 'tokens', 'create', 'bench'], { env: own, stdio: 'pipe' })
      : undefined;
    this.#bearer = made === undefined ? {} : { authorization: `Bearer ${made.toString().trim()}` };
    this.#child = spawn(command, args, { env: own, stdio: 'pipe' });
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.#complaints = (this.#complaints + chunk.toString()).slice(-2_000);
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Resolves once it says where it is. Rejects if it ends instead. */
  async ready(): Promise<void> {
    let told = '';
    const ended = once(this.#child, 'exit').then(() => {
      throw new Error(`The server ended.\n${this.#complaints}`);
    });
    while (!told.includes('\n')) {
      const [chunk] = (await Promise.race([
        once(this.#child.stdout as NodeJS.ReadableStream, 'data'),
        ended,
      ])) as [Buffer];
      told += chunk.toString();
    }
    ended.catch(() => undefined);
    const { origin } = new URL(/http\S+/.exec(told)?.[0] ?? '');
    this.#origin = origin;
    this.#pool = new Pool(origin, { connections: 64, pipelining: 1 });
  }

  /** Opens a session and leaves it at that; a server that keeps none gives no id. */
  async begin(): Promise<SessionHeaders> {
    const clientInfo = { name: 'bench', version: '1.0.0' };
    const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo };
    const { headers } = await this.#post({}, { method: 'initialize', id: 0, params });
    const id = headers['mcp-session-id'];
    return typeof id === 'string' ? { 'mcp-session-id': id } : {};
  }

  /** Opens a session as a client does that goes on to call. */
  async open(): Promise<SessionHeaders> {
    const session = await this.begin();
    await this.#post(session, { method: 'notifications/initialized' });
    return session;
  }

  /** Opens the stream of a session. It stays open. */
  async listen(session: SessionHeaders): Promise<void> {
    const headers = { ...HEADERS, accept: 'text/event-stream', ...this.#bearer, ...session };
    const asked = get(`${this.#origin}/mcp`, { headers, agent: this.#listening });
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    if (response.statusCode !== 200) throw new Error(`A stream was answered by ${response.statusCode}.`);
    response.on('error', () => undefined);
    response.resume();
  }

  /** Rejects where the call fails. */
  async call(session: SessionHeaders, name: string, args: Record<string, unknown>): Promise<void> {
    this.#id += 1;
    const { headers, text } = await this.#post(session, {
      method: 'tools/call',
      id: this.#id,
      params: { name, arguments: args },
    });
    const { result, error } = messageIn(String(headers['content-type']), text);
    if (result === undefined || result.isError === true)
      throw new Error(`${name} failed: ${error?.message ?? text.slice(0, 300)}`);
  }

  async close(): Promise<void> {
    this.#listening.destroy();
    await this.#pool?.destroy();
    if (this.#child.exitCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await ended;
  }

  async #post(session: SessionHeaders, message: object) {
    if (this.#pool === undefined) throw new Error('The server is not ready.');
    const { statusCode, headers, body } = await this.#pool.request({
      method: 'POST',
      path: '/mcp',
      headers: { ...HEADERS, ...this.#bearer, ...session },
      body: JSON.stringify({ jsonrpc: '2.0', ...message }),
    });
    const text = await body.text();
    if (statusCode >= 300) throw new Error(`${statusCode}: ${text}\n${this.#complaints}`);
    return { headers, text };
  }
}
