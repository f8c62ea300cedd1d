import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { programsFor, serverUser } from './postgres-programs.js';

export { NO_POSTGRES, WITH_CLIENTS } from './postgres-programs.js';

/** A PostgreSQL server of its own in a folder of its own, reached by a socket in it; nothing outlives `stop`. */
export class PostgresServer {
  readonly #folder: string;
  readonly #user = serverUser();
  readonly #programs: string;
  #process: ChildProcess | undefined;
  /** What it follows as a standby. */
  #primary: string | undefined;

  private constructor(folder: string, programs: string | undefined) {
    this.#folder = folder;
    chmodSync(folder, 0o755);
    this.#programs = programs ?? programsFor(folder, this.#user !== undefined);
    if (this.#user !== undefined) chownSync(folder, this.#user.uid, this.#user.gid);
  }

  /** `programs`: the folder of those that it is to be started with. */
  static async start(programs?: string): Promise<PostgresServer> {
    // A path of a socket has a hundred characters at most.
    const server = new PostgresServer(mkdtempSync(join(tmpdir(), 'whmcs-mcp-pg-')), programs);
    server.#run('initdb', [
      '-D',
      server.#data,
      '-U',
      'guard',
      '-A',
      'trust',
      '-E',
      'UTF8',
      '--no-locale',
      '-N',
    ]);
    await server.restart();
    return server;
  }

  /** Starts it again where it runs: after a crash, or after it has sent everybody away. */
  async restart(signal: 'SIGQUIT' | 'SIGINT' = 'SIGQUIT'): Promise<void> {
    await this.end(signal);
    const settings = [
      'listen_addresses=',
      `unix_socket_directories=${this.#folder}`,
      'fsync=off',
      'max_connections=200',
      ...(this.#primary === undefined ? [] : [`primary_conninfo=host=${this.#primary} user=guard`]),
    ];
    this.#process = spawn(
      join(this.#programs, 'postgres'),
      ['-D', this.#data, ...settings.flatMap((setting) => ['-c', setting])],
      { stdio: 'ignore', ...this.#user, cwd: this.#folder },
    );
    for (;;) {
      if (this.#process.exitCode !== null) throw new Error('PostgreSQL did not start.');
      if (await this.#answers()) return;
      await new Promise((next) => setTimeout(next, 30));
    }
  }

  /** A hot standby that follows this server by streaming; this one is started again. Whoever asked for it stops it. */
  async standby(): Promise<PostgresServer> {
    const standby = new PostgresServer(mkdtempSync(join(tmpdir(), 'whmcs-mcp-pg-')), this.#programs);
    standby.#primary = this.#folder;
    await this.end('SIGINT');
    const { status } = spawnSync('cp', ['-a', this.#data, standby.#data]);
    if (status !== 0) throw new Error('The data could not be copied.');
    writeFileSync(join(standby.#data, 'standby.signal'), '');
    await this.restart();
    await standby.restart();
    return standby;
  }

  /** The URL of a state of its own: an empty schema. */
  async newState(): Promise<string> {
    const name = `state_${randomBytes(6).toString('hex')}`;
    await this.query(`CREATE SCHEMA ${name}`);
    return `${this.url}&options=${encodeURIComponent(`-c search_path=${name}`)}`;
  }

  /** Of the process that starts those for connections; 0 while none runs. */
  get pid(): number {
    return this.#process?.pid ?? 0;
  }

  /** Where its socket is. */
  get folder(): string {
    return this.#folder;
  }

  get url(): string {
    return `postgres:///postgres?user=guard&host=${encodeURIComponent(this.#folder)}`;
  }

  /** A connection of somebody else, to be ended by whoever asked for it. */
  async client(url = this.url): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }

  /** Runs a statement behind the back of the store. */
  async query(sql: string, url = this.url): Promise<Record<string, unknown>[]> {
    const client = await this.client(url);
    try {
      return (await client.query(sql)).rows;
    } finally {
      await client.end();
    }
  }

  /** Ends it with what it holds on the disk, for `restart` to begin with. */
  async end(signal: 'SIGQUIT' | 'SIGINT'): Promise<void> {
    const running = this.#process;
    if (running === undefined || running.exitCode !== null || running.signalCode !== null) return;
    const gone = new Promise((ended) => running.once('exit', ended));
    running.kill(signal);
    await gone;
  }

  async stop(): Promise<void> {
    await this.end('SIGQUIT');
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get #data(): string {
    return join(this.#folder, 'data');
  }

  async #answers(): Promise<boolean> {
    return this.query('SELECT 1').then(
      () => true,
      () => false,
    );
  }

  #run(program: string, args: readonly string[]): void {
    const { status, stderr } = spawnSync(join(this.#programs, program), args, {
      encoding: 'utf8',
      cwd: this.#folder,
      ...this.#user,
    });
    if (status !== 0) throw new Error(`${program} failed: ${stderr}`);
  }
}
