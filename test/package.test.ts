import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { parseAst } from 'rolldown/parseAst';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { connect, done, policyFile, temporaryFolder } from './harness.js';
import { ownRegistry } from './npm-registry.js';
import { ownEnv } from './program.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const start = promisify(execFile);

/** The package as npm packs it, unpacked beside what it depends on and nothing else. */
let installed = '';

async function install(): Promise<string> {
  const folder = temporaryFolder();
  const env = ownEnv({ npm_config_cache: join(folder, 'cache'), npm_config_update_notifier: 'false' });
  // Scripts would build again, under the tests that run meanwhile.
  const packed = ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder];
  const { stdout } = await start('npm', packed, { cwd: ROOT, env });
  const home = join(folder, 'node_modules', 'whmcs-mcp');
  mkdirSync(home, { recursive: true });
  await start('tar', ['-xzf', join(folder, stdout.trim()), '-C', home, '--strip-components=1']);
  for (const name of Object.keys(dependencies)) {
    const link = join(folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules', name), link);
  }
  return home;
}

beforeAll(async () => {
  installed = await install();
}, 60_000);

interface Literal {
  value?: unknown;
  quasis?: { value: { cooked: string } }[];
}

const textOf = (node: Literal | null | undefined): string | undefined => {
  if (node?.quasis?.length === 1) return node.quasis[0]?.value.cooked;
  return typeof node?.value === 'string' ? node.value : undefined;
};

type Node = Readonly<Record<string, unknown>>;

function nodesOf(value: unknown): Node[] {
  if (Array.isArray(value)) return value.flatMap(nodesOf);
  if (typeof value !== 'object' || value === null) return [];
  return [value as Node, ...Object.values(value).flatMap(nodesOf)];
}

/** Names of methods that calls in bundled code give, which are names of packages, too. */
const METHODS = ['debug', 'destroy'];

/** What a module loads of others, at its start or later, by `require` too where a call with one text could be that. */
function loadedBy(code: string): string[] {
  return nodesOf(parseAst(code, { lang: 'js' })).flatMap((node) => {
    const { type, source } = node as { type: unknown; source?: Literal | null };
    if (String(type).startsWith('Import') || String(type).startsWith('Export')) return textOf(source) ?? [];
    const { callee, arguments: given } = node as { callee?: { type: string }; arguments?: Literal[] };
    if (type !== 'CallExpression' || callee?.type !== 'Identifier' || given?.length !== 1) return [];
    const required = textOf(given[0]);
    return required !== undefined &&
      !METHODS.includes(required) &&
      existsSync(join(ROOT, 'node_modules', required, 'package.json'))
      ? required
      : [];
  });
}

const read = (...path: string[]) => readFileSync(join(installed, ...path), 'utf8');

describe('the installed package', () => {
  test('brings all that it does not bundle, and nothing that it does', () => {
    const built = [
      'main.js',
      'demo.js',
      ...readdirSync(join(installed, 'dist/chunks'))
        .filter((name) => !name.endsWith('.json'))
        .map((name) => `chunks/${name}`),
    ];
    const outside = built
      .flatMap((name) => loadedBy(read('dist', name)))
      .filter((name) => !/^(?:\.|node:)/.test(name) && !builtinModules.includes(name));
    expect(new Set(outside)).toEqual(new Set(Object.keys(dependencies)));
  });

  test('passes on the notices of what it bundles', () => {
    const notices = read('dist/THIRD-PARTY-NOTICES.txt').split(`\n\n${'-'.repeat(80)}\n\n`);
    for (const name of ['@modelcontextprotocol/sdk', 'zod', 'hono', 'undici', 'p-queue', 'big.js']) {
      const notice = notices.find((one) => one.startsWith(`${name} `));
      expect(notice, name).toMatch(/^.* \([\w.-]+\)\n[\s\S]*copyright/i);
    }
    // Only the first lines name packages, and no folder of whoever built it.
    expect(notices.join('\n')).not.toContain(ROOT);
  });

  test('prints its help', async () => {
    const bin = JSON.parse(read('package.json')).bin['whmcs-mcp'];
    const help = await start(process.execPath, [join(installed, bin), 'help', 'settings'], { env: ownEnv() });
    expect(help.stdout).toContain('WHMCS_API_URL');
  });

  test('searches texts as a policy says, with an engine that is loaded then', async () => {
    const path = policyFile({
      version: '1',
      default: 'allow',
      tools: {
        whmcs_add_ticket_note: {
          deny_if: [{ conditions: [{ path: 'args.message', op: 'regex', value: '(?i)secret' }] }],
        },
      },
    });
    const call = ['whmcs_add_ticket_note', '{"ticketid":1,"message":"a SECRET"}'];
    const explained = await start(
      process.execPath,
      [join(installed, 'dist/main.js'), 'policy', 'explain', path, ...call],
      { env: ownEnv() },
    );
    expect(explained.stdout).toContain('deny by /tools/whmcs_add_ticket_note/deny_if/0');
  });

  test('serves a client, and keeps its state', async () => {
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: [join(installed, 'dist/main.js'), '--sandbox'],
      env: ownEnv(),
      cwd: temporaryFolder(),
      stderr: 'ignore',
    });
    const agent = await connect(transport, () => '');
    onTestFinished(() => agent.client.close());
    expect(done(await agent.call('whmcs_get_clients')).total).toBe(40);
    done(await agent.call('whmcs_add_ticket_note', { ticketid: 404, message: 'written from the package' }));
  });

  test('runs the demo', async () => {
    const demo = await start(process.execPath, [join(installed, 'dist/demo.js')], { env: ownEnv() });
    expect(demo.stdout).toContain('whmcs_');
  });
});

test('npx fetches and runs it in an empty folder, with an empty cache', async () => {
  const folder = temporaryFolder();
  const transport = new StdioClientTransport({
    command: 'npx',
    args: ['-y', 'whmcs-mcp', '--sandbox'],
    env: ownEnv({
      npm_config_registry: await ownRegistry(),
      npm_config_cache: join(folder, 'cache'),
      npm_config_audit: 'false',
      npm_config_update_notifier: 'false',
    }),
    cwd: temporaryFolder(),
    stderr: 'ignore',
  });
  const agent = await connect(transport, () => '');
  onTestFinished(() => agent.client.close());
  const { tools } = await agent.client.listTools();
  expect(tools.map(({ name }) => name)).toContain('whmcs_get_clients');
  expect(done(await agent.call('whmcs_get_clients')).total).toBe(40);
}, 60_000);

describe('what people read of the package', () => {
  const texts = ['README.md', 'CHANGELOG.md', 'SECURITY.md', 'policies/README.md'];
  const docs = () => readdirSync(join(installed, 'docs')).filter((name) => name.endsWith('.md'));

  test('every link leads somewhere within the package, or out of it by a whole address', () => {
    const dead = [...texts, ...docs().map((name) => `docs/${name}`)].flatMap((text) =>
      [...read(text).matchAll(/\]\(([^)\s]+)\)/g)]
        .map(([, link = '']) => link.replace(/#.*$/, ''))
        .filter((link) => link !== '' && !/^https?:/.test(link))
        .filter((link) => !existsSync(resolve(installed, dirname(text), link)))
        .map((link) => `${text}: ${link}`),
    );
    expect(dead).toEqual([]);
  });

  test('every file that the security page names is there', () => {
    const named = [...read('SECURITY.md').matchAll(/`((?:src|tools|docs|policies)\/[\w./-]+)`/g)].map(
      ([, path = '']) => path,
    );
    expect(named.length).toBeGreaterThan(30);
    const isThere = (path: string) => existsSync(join(ROOT, path)) || existsSync(join(ROOT, `${path}.ts`));
    expect(named.filter((path) => !isThere(path))).toEqual([]);
  });
});
