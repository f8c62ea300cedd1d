import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// The official conformance suite of MCP against the built server over HTTP: `npm run conformance`. It is installed from the npm
// registry into a temporary folder, and runs on the Node.js 22 that the package `node` carries. Writes docs/conformance.md, and
// fails where a scenario that applies does not pass, or where the suite has one that nobody has thought about.

const SUITE = '@modelcontextprotocol/conformance';
const VERSION = '0.1.16';
const NODE = 'node@22';

/** Scenarios that every server has to pass, and those about what this one has. */
const APPLIES = [
  'server-initialize',
  'ping',
  'tools-list',
  'tools-call-error',
  'resources-list',
  'prompts-list',
  'server-sse-multiple-streams',
  'dns-rebinding-protection',
];

/** Those of them that are about a session. */
const NEEDS_SESSION = ['server-sse-multiple-streams'];

const FIXED = 'calls a tool of this name that the server under test has to offer only for the suite';
const NO_LOGGING =
  'the server does not offer logging to clients: its log is for the operator, and goes to stderr';
const OWN_TEXTS =
  'asks for a prompt of this name that the server under test has to offer only for the suite; those that there are are tested in `test/prompts`';
const OWN_RECORDS =
  'reads a resource of this address that the server under test has to offer only for the suite; those that there are are tested in `test/resources`';
const NO_SUBSCRIPTIONS =
  'the server offers no subscriptions to resources: WHMCS does not tell when a record changes';
const ELSEWHERE = `${FIXED}; forms that the server really sends are tested in \`test/approvals\``;

/** Why the others don't apply, by the beginning of their name. */
const DOES_NOT_APPLY = {
  'logging-': NO_LOGGING,
  'completion-': OWN_TEXTS,
  'resources-subscribe': NO_SUBSCRIPTIONS,
  'resources-unsubscribe': NO_SUBSCRIPTIONS,
  'resources-': OWN_RECORDS,
  'prompts-': OWN_TEXTS,
  'elicitation-': ELSEWHERE,
  'tools-call-elicitation': ELSEWHERE,
  'tools-call-with-logging': NO_LOGGING,
  'tools-call-': FIXED,
  'json-schema-2020-12': FIXED,
  'server-sse-polling':
    'calls a tool of this name that closes its stream and is taken up again; `test/http` takes up streams of real calls',
};

const MODES = [
  { name: 'with sessions', hasSessions: true, env: {} },
  { name: 'without sessions', hasSessions: false, env: { MCP_HTTP_SESSIONS: 'off' } },
];

const START_MS = 30_000;
const SCENARIO_MS = 60_000;

const folder = mkdtempSync(join(tmpdir(), 'whmcs-mcp-conformance-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

/** @param {string} name */
const reasonFor = (name) => Object.entries(DOES_NOT_APPLY).find(([start]) => name.startsWith(start))?.[1];

function install() {
  writeFileSync(join(folder, 'package.json'), '{"private":true}');
  const { status, stderr } = spawnSync(
    'npm',
    ['install', '--no-audit', '--no-fund', `${SUITE}@${VERSION}`, NODE],
    {
      cwd: folder,
      encoding: 'utf8',
    },
  );
  if (status !== 0) throw new Error(`The suite could not be installed.\n${stderr}`);
}

/** @param {string[]} args */
function suite(...args) {
  const { status, stdout } = spawnSync(
    join(folder, 'node_modules/node/bin/node'),
    [join(folder, `node_modules/${SUITE}/dist/index.js`), ...args],
    { cwd: folder, encoding: 'utf8', timeout: SCENARIO_MS },
  );
  return { passed: status === 0, stdout };
}

/** A port that nobody listens on. */
async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('There is no free port.');
  return address.port;
}

/** @param {Record<string, string>} env */
async function startServer(env) {
  const port = await freePort();
  const server = spawn(process.execPath, ['dist/main.js', '--http', '--sandbox'], {
    env: { PATH: process.env.PATH, HOME: folder, GUARD_STATE: 'memory', MCP_HTTP_PORT: String(port), ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const late = setTimeout(() => server.kill(), START_MS);
  // It says where it is served once it is.
  const started = await Promise.race([
    once(server.stdout, 'data'),
    once(server, 'exit').then(() => undefined),
  ]);
  clearTimeout(late);
  if (started === undefined) throw new Error('The server did not start.');
  server.stdout.resume();
  return { server, url: `http://127.0.0.1:${port}/mcp` };
}

install();
const scenarios = [...suite('list', '--server').stdout.matchAll(/^ {2}- ([\w-]+) \[(.+)\]$/gm)].map(
  ([, name = '', revisions = '']) => ({ name, revisions: revisions.replaceAll(',', ', ') }),
);
const unknown = scenarios.filter(({ name }) => !APPLIES.includes(name) && reasonFor(name) === undefined);
const gone = APPLIES.filter((name) => !scenarios.some((scenario) => scenario.name === name));

let failed = 0;
const rows = [];
for (const { name, revisions } of scenarios.filter((scenario) => APPLIES.includes(scenario.name))) {
  rows.push({ name, revisions, results: /** @type {string[]} */ ([]) });
}
for (const { name: mode, hasSessions, env } of MODES) {
  const { server, url } = await startServer(env);
  for (const { name, results } of rows) {
    if (!hasSessions && NEEDS_SESSION.includes(name)) {
      results.push('is about sessions');
      continue;
    }
    const { passed, stdout } = suite('server', '--url', url, '--scenario', name);
    const checks = /Passed: (\d+\/\d+)/.exec(stdout)?.[1] ?? 'no checks';
    const isGood = passed && !checks.startsWith('0/') && checks !== 'no checks';
    if (!isGood) {
      failed += 1;
      process.stdout.write(stdout);
    }
    process.stdout.write(`${isGood ? 'passed' : 'FAILED'}  ${name}, ${mode}: ${checks}\n`);
    results.push(isGood ? `passed, ${checks}` : `failed, ${checks}`);
  }
  server.kill();
  await once(server, 'exit');
}

/** @param {string[]} cells */
const line = (...cells) => `| ${cells.join(' | ')} |`;
const others = scenarios.filter(({ name }) => !APPLIES.includes(name));
writeFileSync(
  'docs/conformance.md',
  [
    '# Conformance\n',
    `The official conformance suite of MCP (\`${SUITE}\` ${VERSION}) against the server over HTTP, as \`npm run conformance\` last`,
    'found it. The suite is installed from the npm registry into a temporary folder and is no dependency.\n',
    line('Scenario', 'Protocol revisions', ...MODES.map(({ name }) => name)),
    line('---', '---', ...MODES.map(() => '---')),
    ...rows.map(({ name, revisions, results }) => line(`\`${name}\``, revisions, ...results)),
    '\n## What does not apply\n',
    line('Scenario', 'Why'),
    line('---', '---'),
    ...others.map(({ name }) => line(`\`${name}\``, reasonFor(name) ?? 'nobody has thought about it')),
    '',
  ].join('\n'),
);
for (const { name } of unknown)
  process.stdout.write(`The suite has a new scenario: ${name}. Say whether it applies.\n`);
for (const name of gone) process.stdout.write(`The suite has no scenario ${name} any more.\n`);
process.exit(failed + unknown.length + gone.length === 0 ? 0 : 1);
