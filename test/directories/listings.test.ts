import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { unpackExtension } from '@anthropic-ai/mcpb';
import { McpbManifestSchema } from '@anthropic-ai/mcpb/schemas/0.3';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { COMMANDS } from '../../src/commands/table/table.js';
import { SETTINGS } from '../../src/config/index.js';
import { connect, done, temporaryFolder } from '../harness.js';
import { ownEnv } from '../program.js';
import { recorder } from '../recorder.js';
import { bundleManifest, documentOf, glamaEntry, installLinks, ROOT, registryEntry } from './listings.js';

const BIOME = join(ROOT, 'node_modules/.bin/biome');
const GUIDE = join(ROOT, 'docs/install.md');
const MANIFEST = 'packaging/mcpb/manifest.json';
const start = promisify(execFile);

test.each([
  ['server.json', registryEntry],
  ['glama.json', glamaEntry],
  [MANIFEST, bundleManifest],
])('%s follows package.json, the settings and the tools', (path, make) => {
  if (process.env.WRITE_DOCS === '1') {
    writeFileSync(join(ROOT, path), `${JSON.stringify(make(), null, 2)}\n`);
    // Its cache would otherwise be left in the home of whoever runs this.
    const env = { ...process.env, XDG_CACHE_HOME: tmpdir() };
    execFileSync(BIOME, ['format', '--write', join(ROOT, path)], { stdio: 'ignore', env });
  }
  expect(documentOf(path), `${path} is out of date: npm run docs`).toEqual(make());
});

// What the registry's own schema of 2025-12-11 and its check of names ask for, of the parts that ours has.
const ENTRY = z.strictObject({
  $schema: z.literal('https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json'),
  name: z
    .string()
    .max(200)
    .regex(/^[a-zA-Z0-9.-]+\/[a-zA-Z0-9._-]+$/),
  title: z.string().min(1).max(100),
  description: z.string().min(1).max(100),
  version: z.string().regex(/^\d+\.\d+\.\d+(-[\w.]+)?$/),
  websiteUrl: z.url(),
  repository: z.strictObject({ url: z.url(), source: z.string() }),
  packages: z.tuple([
    z.strictObject({
      registryType: z.literal('npm'),
      identifier: z.string(),
      version: z.string().regex(/^\d+\.\d+\.\d+(-[\w.]+)?$/),
      runtimeHint: z.literal('npx'),
      transport: z.strictObject({ type: z.literal('stdio') }),
      environmentVariables: z.array(
        z.strictObject({
          name: z.string().regex(/^[A-Z][A-Z_]+$/),
          description: z.string(),
          isRequired: z.boolean().optional(),
          isSecret: z.boolean().optional(),
        }),
      ),
    }),
  ]),
});

test('the entry for the registry has the form that it asks for, and names the package that is published', () => {
  const entry = ENTRY.parse(documentOf('server.json'));
  const { name, mcpName, version } = documentOf('package.json');
  expect(entry).toMatchObject({ name: mcpName, version, packages: [{ identifier: name, version }] });
});

test('every secret is named as one, to the registry and to whoever installs the bundle', () => {
  const variables = ENTRY.parse(documentOf('server.json')).packages[0].environmentVariables;
  const { user_config: asked } = McpbManifestSchema.parse(documentOf(MANIFEST));
  const secret = Object.values(SETTINGS).flatMap((one) => (one.secret ? [one.name] : []));
  const told = variables.filter((one) => one.isSecret).map(({ name }) => name);
  expect(told).toEqual(secret.filter((name) => variables.some((one) => one.name === name)));
  expect(told).toContain('WHMCS_API_SECRET');
  for (const [key, { sensitive }] of Object.entries(asked ?? {}))
    expect(sensitive ?? false, key).toBe(secret.includes(key.toUpperCase()));
});

test('a release is refused by a sentence for each thing in its way', () => {
  const folder = temporaryFolder();
  const check = (env: Record<string, string> = {}) => {
    const args = [join(ROOT, 'packaging/release/check.js')];
    const { status, stdout } = spawnSync(process.execPath, args, { cwd: folder, env: ownEnv(env) });
    return { status, said: stdout.toString() };
  };
  mkdirSync(join(folder, 'packaging/mcpb'), { recursive: true });
  const put = (change: (text: string) => string) => {
    for (const path of ['package.json', 'server.json', 'glama.json', MANIFEST])
      writeFileSync(join(folder, path), change(readFileSync(join(ROOT, path), 'utf8')));
  };
  const { version } = documentOf('package.json');
  writeFileSync(join(folder, 'CHANGELOG.md'), `# Changelog\n\n## ${version}\n`);
  put((text) => text);
  expect(check()).toEqual({
    status: 1,
    said: expect.stringMatching(/^package\.json names example\.com\..*\n$/),
  });

  put((text) => text.replaceAll('git.example.com', 'forge.test').replaceAll('com.example', 'test.forge'));
  const here = {
    GITHUB_REF_NAME: `v${version}`,
    GITHUB_SERVER_URL: 'https://forge.test',
    GITHUB_REPOSITORY: 'whmcs-mcp/whmcs-mcp',
  };
  expect(check(here)).toEqual({ status: 0, said: `${version} can be released.\n` });
  expect(check({ ...here, GITHUB_REF_NAME: 'v9.9.9' }).said).toMatch(/^The tag is v9\.9\.9/);
  expect(check({ ...here, GITHUB_REPOSITORY: 'somebody/else' }).said).toMatch(/but this is .*somebody\/else/);

  for (const path of ['server.json', MANIFEST, 'glama.json']) {
    const whole = readFileSync(join(folder, path), 'utf8');
    writeFileSync(join(folder, path), whole.replaceAll('whmcs-mcp"', 'another"'));
    expect(check(here)).toEqual({ status: 1, said: `${path} does not follow package.json: npm run docs\n` });
    writeFileSync(join(folder, path), whole);
  }
  writeFileSync(join(folder, 'CHANGELOG.md'), '# Changelog\n\n## Unreleased\n');
  expect(check(here)).toEqual({ status: 1, said: `CHANGELOG.md has no section for ${version}.\n` });
});

/** What a client starts once a person has filled in what the bundle asks for. */
function filledIn(home: string, answers: Readonly<Record<string, string>>) {
  const { server, user_config: asked = {} } = McpbManifestSchema.parse(documentOf(MANIFEST));
  const filling = (key: string) => {
    if (key === '__dirname') return home;
    const option = key.replace('user_config.', '');
    return answers[option.toUpperCase()] ?? String(asked[option]?.default);
  };
  const filled = (text: string) => text.replace(/\$\{([\w.]+)\}/g, (_, key) => filling(key));
  const { args = [], env = {} } = server.mcp_config;
  return {
    args: args.map(filled),
    variables: Object.fromEntries(Object.entries(env).map(([name, value]) => [name, filled(value)])),
  };
}

test('the bundle unpacks to a server that serves, with what a person filled in and all else left as it was', async () => {
  const folder = temporaryFolder();
  const file = join(folder, 'whmcs-mcp.mcpb');
  await start(process.execPath, [join(ROOT, 'packaging/mcpb/bundle.js'), file], { env: ownEnv() });
  const home = join(folder, 'unpacked');
  expect(await unpackExtension({ mcpbPath: file, outputDir: home, silent: true })).toBe(true);

  const whmcs = await recorder();
  const { args, variables } = filledIn(home, whmcs.env);
  expect(Object.values(variables).join(' ')).not.toContain('undefined');
  const transport = new StdioClientTransport({
    command: process.execPath,
    args,
    env: ownEnv(variables),
    cwd: temporaryFolder(),
    stderr: 'ignore',
  });
  const agent = await connect(transport, () => '');
  onTestFinished(() => agent.client.close());
  const { tools } = await agent.client.listTools();
  const listed = McpbManifestSchema.parse(documentOf(MANIFEST)).tools?.map(({ name }) => name);
  expect(tools.map(({ name }) => name).sort()).toEqual(listed?.sort());
  done(await agent.call('whmcs_get_clients'));
  expect(whmcs.received.map(({ action }) => action)).toContain('GetClients');
}, 60_000);

test('what is shipped is listed, with the licence of each', async () => {
  const file = join(temporaryFolder(), 'whmcs-mcp.cdx.json');
  await start(process.execPath, [join(ROOT, 'packaging/release/sbom.js'), file], {
    env: ownEnv({ npm_config_update_notifier: 'false' }),
  });
  const { metadata, components, dependencies } = JSON.parse(readFileSync(file, 'utf8'));
  const listed: string[] = components.map(
    (one: { name: string; version: string }) => `${one.name} ${one.version}`,
  );
  const notices = readFileSync(join(ROOT, 'dist/THIRD-PARTY-NOTICES.txt'), 'utf8');
  const bundled = [...notices.matchAll(/^(\S+ \d\S*) \(.+\)$/gm)].map(([, one = '']) => one);
  expect(metadata.component.name).toBe('whmcs-mcp');
  expect(bundled.length).toBeGreaterThan(10);
  expect(listed).toEqual(expect.arrayContaining(bundled));
  expect(listed.map((one) => one.split(' ')[0])).toContain('@photostructure/sqlite');
  expect(listed.join(' ')).not.toMatch(/vitest|playwright|typescript/);
  expect(components.filter((one: { licenses?: unknown[] }) => !one.licenses?.length)).toEqual([]);
  const known = new Set([
    metadata.component['bom-ref'],
    ...components.map((one: { 'bom-ref': string }) => one['bom-ref']),
  ]);
  for (const { ref, dependsOn } of dependencies)
    expect([ref, ...dependsOn].filter((one: string) => !known.has(one))).toEqual([]);
}, 60_000);

const table = () =>
  [
    '| Client | Works on | Address |',
    '|---|---|---|',
    ...installLinks().map(({ client, works, href }) => `| ${client} | ${works} | \`${href}\` |`),
  ].join('\n');

test('the addresses that install it stand in docs/install.md', () => {
  const text = readFileSync(GUIDE, 'utf8');
  const [first, last] = ['<!-- links:start -->\n', '\n<!-- links:end -->'];
  const from = text.indexOf(first) + first.length;
  const to = text.indexOf(last, from - 1);
  if (process.env.WRITE_DOCS === '1') writeFileSync(GUIDE, text.slice(0, from) + table() + text.slice(to));
  else expect(text.slice(from, to)).toBe(table());
});

/** What a client reads of an address. */
function entryIn(href: string): { command: string; args: string[] } {
  const url = new URL(href);
  const config = url.searchParams.get('config');
  if (url.protocol === 'cursor:' && config !== null)
    return JSON.parse(Buffer.from(config, 'base64').toString());
  return JSON.parse(decodeURIComponent(url.search.slice(1)));
}

test.each(installLinks())('$client is told by its address to start what works: $works', ({ href }) => {
  const { command, args } = entryIn(href);
  const [yes, name, ...flags] = args;
  expect([command, yes, name]).toEqual(['npx', '-y', documentOf('package.json').name]);
  const taken = COMMANDS.find((one) => one.name === '')?.flags.map((flag) => `--${flag}`);
  expect(taken).toEqual(expect.arrayContaining(flags));
});
