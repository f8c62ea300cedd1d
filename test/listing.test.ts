import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { expect, test } from 'vitest';
import { SETTINGS } from '../src/config/index.js';
import { LOCAL_CALLER } from '../src/guard/index.js';
import { EVERY_SET, everyTool } from './every-tool.js';
import { ALLOW_ALL, inProcess, openProgram, policyFile } from './harness.js';
import { catalogue, recorder, required } from './recorder.js';

/** By default no extra set is on. */
const USUAL = { GUARD_TOOLSETS: '' };

async function listing(policy = policyFile(ALLOW_ALL), sets: Record<string, string> = EVERY_SET) {
  const whmcs = await recorder();
  const agent = await inProcess({ ...whmcs.env, GUARD_POLICY: policy, ...sets });
  return (await agent.client.listTools()).tools;
}

const usual = catalogue.tools.filter(({ set }) => set === undefined);

test('the tools that were asked for are there, by name, toolset, action and class', () => {
  expect(required.length).toBeGreaterThan(0);
  const byName = (one: { tool: string }, other: { tool: string }) => (one.tool < other.tool ? -1 : 1);
  expect(usual.toSorted(byName)).toEqual(required.toSorted(byName));
  expect(new Set(catalogue.tools.map(({ tool }) => tool)).size).toBe(catalogue.tools.length);
});

test('the whole tools/list stays at 9,611 tokens', async () => {
  const tools = await listing(policyFile(ALLOW_ALL), USUAL);
  const tokens = encode(JSON.stringify({ tools })).length;
  process.stdout.write(`tools/list: ${tools.length} tools, ${tokens} tokens (o200k_base)\n`);
  expect(tools).toHaveLength(usual.length);
  expect(tokens).toBeLessThanOrEqual(9_611);
});

test('what the default policy lists stays at 8,900 tokens', async () => {
  const tools = await listing('policies/default.json', USUAL);
  const tokens = encode(JSON.stringify({ tools })).length;
  process.stdout.write(`tools/list by default: ${tools.length} tools, ${tokens} tokens (o200k_base)\n`);
  expect(tools.length).toBeGreaterThan(40);
  expect(tokens).toBeLessThanOrEqual(8_900);
});

test('what people are shown of the default policy says that every tool that reads is allowed', async () => {
  const { env } = await recorder();
  const { app } = openProgram({ ...env, GUARD_POLICY: 'policies/default.json' });
  const reads = app.guard.states({ caller: LOCAL_CALLER }).filter((tool) => tool.class === 'read');
  expect(reads.length).toBeGreaterThan(20);
  expect(reads.filter(({ state }) => state !== 'allow')).toEqual([]);
});

test('extra sets come after the usual tools, which they leave byte for byte as they are', async () => {
  const { tools } = { tools: await listing(policyFile(ALLOW_ALL), USUAL) };
  expect(tools.map(({ name }) => name).sort()).toEqual(usual.map(({ tool }) => tool).sort());
  const all = await listing();
  expect(all.length).toBeGreaterThan(tools.length);
  expect(JSON.stringify(all.slice(0, tools.length))).toBe(JSON.stringify(tools));
});

test('every tool has a title, a description of one to three sentences, and hints that follow from its class', async () => {
  const classes = new Map(catalogue.tools.map((entry) => [entry.tool, entry.riskClass]));
  for (const tool of await listing()) {
    const risk = classes.get(tool.name) ?? everyTool().get(tool.name)?.risk;
    expect(tool.title, tool.name).toMatch(/^[A-Z].{3,40}$/);
    const sentences = (tool.description ?? '').split(/[.](?:\s|$)/).filter(Boolean);
    expect(sentences.length, tool.name).toBeGreaterThanOrEqual(1);
    expect(sentences.length, tool.name).toBeLessThanOrEqual(3);
    // What it hands a call over to may be of any class.
    const handsOver = tool.name === 'whmcs_call_action';
    expect(tool.annotations, tool.name).toEqual(
      risk === 'read' && !handsOver ? { readOnlyHint: true } : { destructiveHint: risk !== 'write' },
    );
  }
});

test('schemas are objects that refuse unknown keys, without unions that clients choke on', async () => {
  for (const tool of await listing()) {
    expect(tool.inputSchema.type).toBe('object');
    expect(tool.inputSchema.additionalProperties).toBe(false);
    expect(JSON.stringify(tool.inputSchema)).not.toMatch(/"(anyOf|oneOf|allOf|\$ref|\$schema)"/);
  }
});

test('every list tool takes fields and paging', async () => {
  const lists = (await listing()).filter((tool) => 'limitnum' in (tool.inputSchema.properties ?? {}));
  const paging = [...everyTool().values()].filter(({ sample }) => sample.most?.limitnum !== undefined);
  expect(lists.map(({ name }) => name).sort()).toEqual(paging.map(({ name }) => name).sort());
  expect(lists.length).toBeGreaterThanOrEqual(22);
  for (const { inputSchema } of lists)
    expect(Object.keys(inputSchema.properties ?? {})).toEqual(
      expect.arrayContaining(['limitstart', 'limitnum', 'fields']),
    );
});

test.each(['README.md', 'package.json'])('%s counts the tools there are', (name) => {
  const path = fileURLToPath(new URL(`../${name}`, import.meta.url));
  const text = readFileSync(path, 'utf8');
  if (process.env.WRITE_DOCS === '1') {
    writeFileSync(path, text.replaceAll(/\b\d+ tools\b/g, `${usual.length} tools`));
    return;
  }
  const counts = [...text.matchAll(/\b(\d+) tools\b/g)].map((match) => Number(match[1]));
  expect(new Set(counts)).toEqual(new Set([usual.length]));
});

const SNAPSHOTS = new URL('snapshots/tools/', import.meta.url);

/** With its keys in order at every depth, so that only what an agent sees makes a difference. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}

// `npm run docs` writes them: a changed tool is seen in review as an agent sees it.
test('what tools/list says of each tool is that of its snapshot, and there are no others', async () => {
  const texts = Object.fromEntries(
    (await listing()).map((tool) => [`${tool.name}.json`, `${JSON.stringify(sorted(tool), null, 2)}\n`]),
  );
  if (process.env.WRITE_DOCS === '1') {
    rmSync(SNAPSHOTS, { recursive: true, force: true });
    mkdirSync(SNAPSHOTS, { recursive: true });
    for (const [name, text] of Object.entries(texts)) writeFileSync(new URL(name, SNAPSHOTS), text);
  }
  const kept = readdirSync(SNAPSHOTS).map((name) => [name, readFileSync(new URL(name, SNAPSHOTS), 'utf8')]);
  expect(Object.fromEntries(kept)).toEqual(texts);
});

function settingsTable(): string {
  const rows = Object.values(SETTINGS).map(
    ({ name, about }) => `| \`${name}\` | ${about.replaceAll('|', '\\|')} |`,
  );
  return ['| Variable | Meaning |', '|---|---|', ...rows].join('\n');
}

// `npm run docs` writes the table; this test fails when somebody forgot to.
test('the page of settings has each with its meaning', () => {
  const path = fileURLToPath(new URL('../docs/settings.md', import.meta.url));
  const text = readFileSync(path, 'utf8');
  const [start, end] = ['<!-- settings:start -->\n', '\n<!-- settings:end -->'];
  const from = text.indexOf(start) + start.length;
  const to = text.indexOf(end);
  expect(from).toBeGreaterThan(start.length - 1);
  if (process.env.WRITE_DOCS === '1')
    writeFileSync(path, text.slice(0, from) + settingsTable() + text.slice(to));
  else expect(text.slice(from, to)).toBe(settingsTable());
});

/** The file as it should be: its own head and values, with the settings that there are. */
function envExample(text: string): string {
  const [head = ''] = text.split('\n\n', 1);
  const values = new Map([...text.matchAll(/^([A-Z_]+)=(.*)$/gm)].map((match) => [match[1], match[2]]));
  const settings = Object.values(SETTINGS);
  const prefixes = new Set(settings.map(({ name }) => name.split('_', 1)[0]));
  const parts = [...prefixes].map((prefix) =>
    settings
      .filter(({ name }) => name.startsWith(`${prefix}_`))
      .map(({ name, about }) => `# ${about}\n${name}=${values.get(name) ?? ''}\n`)
      .join(''),
  );
  return [`${head}\n`, ...parts].join('\n');
}

test('.env.example names every setting with its meaning, and nothing else', () => {
  const path = fileURLToPath(new URL('../.env.example', import.meta.url));
  const text = readFileSync(path, 'utf8');
  if (process.env.WRITE_DOCS === '1') writeFileSync(path, envExample(text));
  else expect(text).toBe(envExample(text));
});
