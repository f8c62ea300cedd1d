import { execFileSync, spawn } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { anthropic, type Dialect, gemini, openaiChat, openaiResponses } from './dialects.js';
import { startModel } from './model.js';
import { type Place, type RealClient, STEPS } from './scenario.js';

/** The longest that a program may take for all steps. */
const MINUTES_MS = 3 * 60_000;

interface Ran {
  readonly code: number | null;
  readonly out: string;
}

/** A home in a folder that was made for it, and nothing else of whoever runs this. */
function homeIn(folder: string): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    HOME: folder,
    XDG_CONFIG_HOME: join(folder, '.config'),
    XDG_DATA_HOME: join(folder, '.local', 'share'),
    NO_COLOR: '1',
  };
}

/** Runs a program of the installed packages with an environment of its own, and ends it when its time is over. */
function ran(
  at: Place,
  program: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Ran> {
  const child = spawn(join(at.folder, 'node_modules', '.bin', program), args, {
    cwd: at.home,
    env: { ...homeIn(at.home), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let out = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
  return new Promise((resolve, reject) => {
    const end = setTimeout(() => {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    }, MINUTES_MS);
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(end);
      resolve({ code, out });
    });
  });
}

function written(path: string, content: unknown): string {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

/** Has `whmcs-mcp init` put the server into the file of a client. */
function told({ home, server }: Place, client: string, env: Record<string, string> = {}): void {
  const settings = written(
    join(home, 'whmcs.env'),
    `GUARD_APPROVAL_WAIT=${server.env.GUARD_APPROVAL_WAIT}\n`,
  );
  const [main = ''] = server.args;
  const flags = ['--yes', '--sandbox', '--env-file', settings, '--clients', client];
  execFileSync(server.command, [main, 'init', ...flags], { cwd: home, env: { ...homeIn(home), ...env } });
}

const inspector: RealClient = {
  name: 'Inspector CLI',
  packages: ['@modelcontextprotocol/inspector'],
  async play(at) {
    const { command, args, env } = at.server;
    const ask = async (...more: string[]) =>
      (await ran(at, 'mcp-inspector', ['--cli', command, ...args, ...more], env)).out;
    const listed = JSON.parse(await ask('--method', 'tools/list')) as { tools: unknown[] };
    const read: string[] = [];
    for (const step of STEPS) {
      // It has no way to write null.
      const given = Object.entries(step.args).filter(([, value]) => value !== null);
      const pairs = given.map(([name, value]) => [
        '--tool-arg',
        `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
      ]);
      read.push(await ask('--method', 'tools/call', '--tool-name', step.tool, ...pairs.flat()));
    }
    return { tools: listed.tools.length, read };
  },
};

interface CommandLine {
  readonly name: string;
  readonly package: string;
  readonly dialect: Dialect;
  /** Writes its settings, and returns how it is run against a model at `url`. */
  prepare(at: Place, url: string): { program: string; args: readonly string[]; env?: Record<string, string> };
}

const commandLine = ({ name, package: installed, dialect, prepare }: CommandLine): RealClient => ({
  name,
  packages: [installed],
  async play(at) {
    const model = await startModel(dialect);
    try {
      const { program, args, env } = prepare(at, model.url);
      const { code, out } = await ran(at, program, args, env);
      if (model.read.length === 0)
        throw new Error(`it made no call (exit ${code}): ${out.trim().slice(-300)}`);
      return { tools: model.tools, read: model.read };
    } finally {
      await model.close();
    }
  },
});

const claudeCode = commandLine({
  name: 'Claude Code',
  package: '@anthropic-ai/claude-code',
  dialect: anthropic,
  prepare(at, url) {
    const CLAUDE_CONFIG_DIR = join(at.home, '.claude');
    told(at, 'claude-code', { CLAUDE_CONFIG_DIR });
    return {
      program: 'claude',
      args: ['-p', 'Begin.', '--allowedTools', 'mcp__whmcs'],
      env: {
        ANTHROPIC_BASE_URL: url,
        ANTHROPIC_API_KEY: 'scripted',
        CLAUDE_CONFIG_DIR,
        CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
        DISABLE_AUTOUPDATER: '1',
        // Tools are looked for by name where there are many; the scripted model does not look.
        ENABLE_TOOL_SEARCH: 'false',
      },
    };
  },
});

const codex = commandLine({
  name: 'Codex',
  package: '@openai/codex',
  dialect: openaiResponses,
  prepare(at, url) {
    const config = [
      'model = "scripted"',
      'model_provider = "scripted"',
      'approval_policy = "never"',
      'sandbox_mode = "danger-full-access"',
      '[model_providers.scripted]',
      'name = "scripted"',
      `base_url = "${url}/v1"`,
      'wire_api = "responses"',
    ];
    const file = written(join(at.home, '.codex', 'config.toml'), config.join('\n'));
    told(at, 'codex');
    // The first turn waits for it.
    appendFileSync(file, 'required = true\nstartup_timeout_sec = 60\n');
    return { program: 'codex', args: ['exec', '--skip-git-repo-check', 'Begin.'] };
  },
});

const geminiCli = commandLine({
  name: 'Gemini CLI',
  package: '@google/gemini-cli',
  dialect: gemini,
  prepare(at, url) {
    const file = written(join(at.home, '.gemini', 'settings.json'), {
      security: { auth: { selectedType: 'gemini-api-key' } },
      privacy: { usageStatisticsEnabled: false },
      general: { disableAutoUpdate: true },
    });
    told(at, 'gemini');
    const settings = JSON.parse(readFileSync(file, 'utf8'));
    settings.mcpServers.whmcs.trust = true;
    written(file, settings);
    return {
      program: 'gemini',
      args: ['--prompt', 'Begin.', '--approval-mode', 'yolo', '--skip-trust'],
      env: { GEMINI_API_KEY: 'scripted', GOOGLE_GEMINI_BASE_URL: url, GEMINI_CLI_TRUST_WORKSPACE: 'true' },
    };
  },
});

const opencode = commandLine({
  name: 'opencode',
  package: 'opencode-ai',
  dialect: openaiChat,
  prepare(at, url) {
    told(at, 'opencode');
    const scripted = {
      npm: '@ai-sdk/openai-compatible',
      options: { baseURL: `${url}/v1`, apiKey: 'scripted' },
      models: { scripted: { name: 'scripted', tool_call: true } },
    };
    written(join(at.home, 'opencode.json'), {
      model: 'scripted/scripted',
      small_model: 'scripted/scripted',
      autoupdate: false,
      share: 'disabled',
      provider: { scripted },
    });
    return { program: 'opencode', args: ['run', 'Begin.'], env: { OPENCODE_DISABLE_MODELS_FETCH: 'true' } };
  },
});

export const PROGRAMS: readonly RealClient[] = [inspector, claudeCode, codex, geminiCli, opencode];
