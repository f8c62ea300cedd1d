import { readdirSync, readFileSync, statSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

function filesBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder)).flatMap((name) => {
    const path = join(folder, name);
    return statSync(join(ROOT, path)).isDirectory() ? filesBelow(path) : [path];
  });
}

const sources = ['src', 'tools'].flatMap(filesBelow).filter((path) => path.endsWith('.ts'));
const bench = filesBelow('bench').filter((path) => path.endsWith('.ts'));
const textOf = (path: string) => readFileSync(join(ROOT, path), 'utf8');

/** `src/guard/guard.ts` lives in the room `guard`, `src/app.ts` in `app`, `tools/x.ts` in `tools`. */
function roomOf(path: string): string {
  const [top = '', second = ''] = path.split('/');
  return top === 'src' ? second.replace(/\.ts$/, '') : top;
}

function importsOf(path: string): string[] {
  return [...textOf(path).matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1] ?? '');
}

// Which rooms a room may import. Leaves may be imported by any.
const LEAVES = [
  'spelling',
  'plain',
  'log',
  'terms',
  'decimal',
  'json',
  'entities',
  'secret-spellings',
  'duration',
  'once',
  'network',
  'system',
];
const MAY_IMPORT: Record<string, readonly string[]> = {
  spelling: [],
  plain: [],
  log: [],
  terms: [],
  decimal: [],
  json: [],
  entities: [],
  'secret-spellings': [],
  duration: [],
  once: [],
  network: [],
  system: [],
  machine: [],
  tools: ['catalog', 'prose', 'records'],
  composed: ['catalog'],
  prose: [],
  records: ['catalog', 'prose'],
  catalog: ['whmcs'],
  whmcs: [],
  policy: [],
  'addon-actions': ['catalog', 'machine', 'policy', 'whmcs'],
  output: [],
  sandbox: [],
  identities: [],
  store: ['identities', 'machine'],
  approvals: ['store'],
  audit: ['store'],
  console: ['approvals', 'audit', 'guard', 'identities', 'policy', 'policy-desk', 'prose', 'store'],
  'policy-in-force': ['machine', 'policy', 'store'],
  'policy-desk': ['catalog', 'guard', 'policy', 'policy-in-force'],
  notify: ['approvals', 'config', 'machine', 'store'],
  config: ['approvals', 'catalog', 'identities', 'machine', 'whmcs'],
  guard: [
    'approvals',
    'audit',
    'catalog',
    'composed',
    'whmcs',
    'policy',
    'output',
    'prose',
    'store',
    'records',
  ],
  doctor: ['catalog', 'whmcs'],
  prompts: [],
  resources: ['guard'],
  mcp: ['guard', 'prompts', 'resources'],
  installs: ['app', 'config', 'guard', 'machine', 'policy-in-force', 'whmcs'],
  http: ['guard', 'identities', 'mcp'],
  telemetry: ['config', 'guard', 'http', 'store', 'whmcs'],
  prebuilt: ['catalog', 'guard', 'policies', 'policy', 'tools'],
  policies: [],
  app: [
    'addon-actions',
    'prebuilt',
    'tools',
    'approvals',
    'audit',
    'catalog',
    'config',
    'guard',
    'console',
    'identities',
    'output',
    'policy',
    'policy-in-force',
    'store',
    'whmcs',
  ],
  setup: ['catalog', 'doctor', 'machine'],
  commands: [
    'addon-actions',
    'app',
    'approvals',
    'audit',
    'catalog',
    'config',
    'guard',
    'console',
    'doctor',
    'http',
    'telemetry',
    'identities',
    'installs',
    'machine',
    'mcp',
    'notify',
    'policy',
    'policy-desk',
    'policy-in-force',
    'sandbox',
    'setup',
    'store',
  ],
  demo: ['sandbox'],
  main: ['commands', 'machine'],
};

test('the plan of the rooms has no circles', () => {
  const open = new Set(Object.keys(MAY_IMPORT));
  const isFree = (room: string) => MAY_IMPORT[room]?.every((needed) => !open.has(needed)) ?? true;
  for (let free = [...open]; free.length > 0; ) {
    free = [...open].filter(isFree);
    for (const room of free) open.delete(room);
  }
  expect([...open]).toEqual([]);
});

test('rooms import only what they may', () => {
  const wrong = sources.flatMap((path) =>
    importsOf(path)
      .filter((name) => name.startsWith('.'))
      .map((name) => roomOf(relative(ROOT, resolve(ROOT, dirname(path), name)).replace(/\.js$/, '.ts')))
      .filter(
        (room) =>
          room !== roomOf(path) && !LEAVES.includes(room) && !MAY_IMPORT[roomOf(path)]?.includes(room),
      )
      .map((room) => `${path} imports ${room}`),
  );
  expect(wrong).toEqual([]);
});

// Which rooms within `policy` a room of it may import; `decimal` is a leaf.
const POLICY_MAY_IMPORT: Record<string, readonly string[]> = {
  facts: [],
  json: [],
  rules: ['facts', 'json'],
  read: ['facts', 'json', 'rules'],
  decide: ['facts', 'rules'],
  trial: ['decide', 'facts', 'json', 'rules'],
  edit: ['decide', 'facts', 'json', 'read', 'rules'],
  words: ['decide', 'facts', 'json', 'rules'],
};

test('rooms within policy import only what they may', () => {
  const inside = (path: string) => /^src\/policy\/([^/]+)\//.exec(path)?.[1];
  const wrong = sources.flatMap((path) => {
    const room = inside(path);
    if (room === undefined) return [];
    return importsOf(path)
      .filter((name) => name.startsWith('.'))
      .map((name) => inside(relative(ROOT, resolve(ROOT, dirname(path), name))) ?? 'a leaf')
      .filter((other) => other !== room && other !== 'a leaf')
      .filter((other) => !POLICY_MAY_IMPORT[room]?.includes(other))
      .map((other) => `${path} imports ${other}`);
  });
  expect(wrong).toEqual([]);
});

test('rooms are entered by their face', () => {
  const wrong = sources.flatMap((path) =>
    importsOf(path)
      .filter((name) => name.startsWith('.'))
      .map((name) => relative(ROOT, resolve(ROOT, dirname(path), name)))
      .filter((name) => roomOf(name.replace(/\.js$/, '.ts')) !== roomOf(path))
      .filter((name) => !name.endsWith('/index.js') && name.split('/').length > 2)
      .map((name) => `${path} imports ${name}`),
  );
  expect(wrong).toEqual([]);
});

test('only mcp and the demo import the MCP SDK', () => {
  const users = sources.filter((path) =>
    importsOf(path).some((name) => name.startsWith('@modelcontextprotocol/')),
  );
  expect(new Set(users.map(roomOf))).toEqual(new Set(['mcp', 'demo']));
});

test('only main, the commands it hands the process to, and the demo touch the process', () => {
  const users = sources.filter((path) => /\bprocess\.(argv|env|stdout|stdin|exit)/.test(textOf(path)));
  expect(new Set(users.map(roomOf))).toEqual(new Set(['main', 'demo']));
});

test('one leaf alone does arithmetic with big.js, so that an amount is read in one way', () => {
  const users = sources.filter((path) => importsOf(path).includes('big.js'));
  expect(users).toEqual(['src/decimal.ts']);
});

test('no file has outgrown its room', () => {
  const long = [...sources, ...bench].filter((path) => textOf(path).split('\n').length > 301);
  expect(long).toEqual([]);
});

test('the bench comes to ours by the faces of its rooms, and its servers know none of what guards', () => {
  const imported = (path: string) =>
    importsOf(path)
      .filter((name) => name.startsWith('.'))
      .map((name) => relative(ROOT, resolve(ROOT, dirname(path), name)))
      .filter((name) => !name.startsWith('bench/'));
  const indoors = bench.flatMap((path) =>
    imported(path)
      .filter((name) => /^(src|tools)\/.*\//.test(name) && !name.endsWith('/index.js'))
      .map((name) => `${path} imports ${name}`),
  );
  expect(indoors).toEqual([]);
  const servers = bench.filter((path) => path.startsWith('bench/servers/'));
  expect(new Set(servers.flatMap(imported))).toEqual(new Set(['src/catalog/index.js', 'tools/index.js']));
});

/** Folders that have yet to be divided. */
const CROWDED: readonly string[] = ['src/commands', 'src/records'];

test('a room of more than a dozen files has a second level', () => {
  const sizes = new Map<string, number>();
  for (const path of sources) sizes.set(dirname(path), (sizes.get(dirname(path)) ?? 0) + 1);
  // The face of a room is its door, not a thing in it.
  const limit = (folder: string) => (sources.includes(join(folder, 'index.ts')) ? 13 : 12);
  const crowded = [...sizes].filter(([folder, count]) => count > limit(folder)).map(([folder]) => folder);
  expect(crowded.filter((folder) => !CROWDED.includes(folder))).toEqual([]);
});

test('no file is named for nothing', () => {
  expect(
    [...sources, ...bench].filter((path) => /(utils?|helpers?|common|misc)(\.ts|\/)/.test(path)),
  ).toEqual([]);
});

test('only the holder of a clearance reaches WHMCS: the guard makes them, and the client itself for fixed probes', () => {
  const makers = sources.filter((path) => /\bclear(?:Read)?\((?!\))/.test(textOf(path)));
  const probing = 'src/whmcs/probing/probing.ts';
  expect(makers).toContain(probing);
  expect(new Set(makers.filter((path) => path !== probing).map(roomOf))).toEqual(new Set(['guard']));
  // Who opens a client holds what makes clearances for it: the guard is handed them by the composition root.
  const openers = sources.filter((path) => /\bopenWhmcs\(/.test(textOf(path)));
  expect(openers.sort()).toEqual(['src/app.ts', 'src/whmcs/open.ts', probing]);
  const probers = sources.filter((path) => /\bopenProbing\(/.test(textOf(path))).map(roomOf);
  expect(new Set(probers)).toEqual(new Set(['doctor', 'whmcs']));
});

test('rows state no risk, and the escapes from pure data are counted', () => {
  const rows = sources
    .filter((path) => path.startsWith('tools/'))
    .map(textOf)
    .join('\n');
  expect(rows).not.toMatch(/riskClass|riskLevel|readOnlyHint|destructiveHint/);
  expect([...rows.matchAll(/\bfold\(/g)]).toHaveLength(1);
  expect([...rows.matchAll(/\bopens: /g)]).toHaveLength(1);
  expect([...rows.matchAll(/^\s+(before|after): \[/gm)]).toHaveLength(20);
  expect([...rows.matchAll(/^\s+pinned\(/gm)]).toHaveLength(1);
});

test('scripts for browsers import nothing of the server but leaves', () => {
  const folders = ['src/console/assets/', 'src/console/service-worker/'];
  const wrong = folders.flatMap((folder) =>
    sources
      .filter((path) => path.startsWith(folder))
      .flatMap((path) =>
        importsOf(path)
          .map((name) => relative(ROOT, resolve(ROOT, dirname(path), name)))
          .filter(
            (name) => !name.startsWith(folder) && !LEAVES.includes(roomOf(name.replace(/\.js$/, '.ts'))),
          )
          .map((name) => `${path} imports ${name}`),
      ),
  );
  expect(wrong).toEqual([]);
});

// What the tests start inherits the home that the run made for it, or has one of its own:
// by `ownEnv`, or by a HOME in a folder that was made for it.
test('no program that a test starts sees the files of whoever runs the tests', () => {
  const starts = /from '(node:child_process|@modelcontextprotocol\/sdk\/client\/stdio\.js)'/;
  const wrong = filesBelow('test')
    .filter((path) => path.endsWith('.ts') && starts.test(textOf(path)))
    .filter((path) => /\benv: (?!ownEnv\(|Record<)|^\s*env,$|\{ env[ ,]/m.test(textOf(path)))
    .filter((path) => !/^ {4}HOME: folder,$/m.test(textOf(path)));
  expect(wrong).toEqual([]);
});

test('the home of the run was made for it, and no variable leads elsewhere', () => {
  expect(homedir()).toMatch(/[\\/]whmcs-mcp-tests-[^\\/]+[\\/]home$/);
  expect(homedir()).not.toBe(userInfo().homedir);
  const leading = Object.keys(process.env).filter((name) => /^XDG_(\w+_HOME|RUNTIME_DIR)$/.test(name));
  expect(leading).toEqual([]);
});
