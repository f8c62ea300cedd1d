import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';

interface Reply {
  id?: number;
  result?: { tools?: unknown[]; content?: { text?: string }[]; isError?: boolean };
  error?: { message: string };
}

/**
 * A client that costs as little as it can, since it runs beside what is measured: lines of JSON over stdio, and nothing
 * checked but that an answer is a success.
 */
export class StdioClient {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #waiting = new Map<number, { resolve(reply: Reply): void; reject(error: Error): void }>();
  #rest: Buffer[] = [];
  #id = 0;
  #complaints = '';

  constructor([command = '', ...args]: readonly string[], env: Record<string, string>, cwd: string) {
    this.#child = spawn(command, args, { env, cwd, stdio: 'pipe' });
    this.#child.stdout.on('data', (chunk: Buffer) => this.#read(chunk));
    this.#child.stderr.on('data', (chunk: Buffer) => {
      this.#complaints = (this.#complaints + chunk.toString()).slice(-2_000);
    });
    this.#child.once('error', (error) => this.#end(error.message));
    this.#child.once('exit', () => this.#end('it ended'));
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Shakes hands as the protocol says. */
  async open(): Promise<void> {
    await this.#ask('initialize', {
      protocolVersion: '2025-06-18',
      capabilities: {},
      clientInfo: { name: 'bench', version: '1.0.0' },
    });
    this.#write({ jsonrpc: '2.0', method: 'notifications/initialized' });
  }

  /** The tools as they were sent. */
  async listTools(): Promise<unknown[]> {
    return (await this.#ask('tools/list', {})).result?.tools ?? [];
  }

  /** The text of a success; rejects with that of a failure. */
  async call(name: string, args: Record<string, unknown>): Promise<string> {
    const { result } = await this.#ask('tools/call', { name, arguments: args });
    const text = result?.content?.[0]?.text ?? '';
    if (result?.isError === true) throw new Error(`${name} failed: ${text}`);
    return text;
  }

  async close(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.stdin.end();
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), 5_000);
    await ended;
    clearTimeout(timer);
  }

  async #ask(method: string, params: unknown): Promise<Reply> {
    this.#id += 1;
    const id = this.#id;
    const answered = new Promise<Reply>((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
    this.#write({ jsonrpc: '2.0', id, method, params });
    const reply = await answered;
    if (reply.error !== undefined) throw new Error(`${method}: ${reply.error.message}`);
    return reply;
  }

  #write(message: unknown): void {
    this.#child.stdin.write(`${JSON.stringify(message)}\n`);
  }

  #read(chunk: Buffer): void {
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      const line = Buffer.concat([...this.#rest, chunk.subarray(from, end)]);
      this.#rest = [];
      from = end + 1;
      const reply = JSON.parse(line.toString()) as Reply;
      const waiting = reply.id === undefined ? undefined : this.#waiting.get(reply.id);
      if (reply.id === undefined || waiting === undefined) continue;
      this.#waiting.delete(reply.id);
      waiting.resolve(reply);
    }
    if (from < chunk.length) this.#rest.push(chunk.subarray(from));
  }

  #end(why: string): void {
    for (const { reject } of this.#waiting.values())
      reject(new Error(`The server gave no answer: ${why}.\n${this.#complaints}`));
    this.#waiting.clear();
  }
}
