import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import type { Tool } from '../src/catalog/index.js';
import type { FaultKind } from '../src/sandbox/index.js';
import { callingTools } from './every-tool.js';
import {
  ALLOW_ALL,
  type Answer,
  credentialsFor,
  inProcess,
  policyFile,
  sandboxed,
  until,
} from './harness.js';
import { TROUBLES } from './matrix.js';
import { samples } from './samples.js';
import { IS_WHOLE } from './setup/whole.js';

const DEADLINES = { fastMs: 250, slowMs: 250, readBudgetMs: 600, connectMs: 200 };
/** Time for all tries of a read, so that it's the trouble that is told and not the end of the time. */
const PATIENT = { readBudgetMs: 5_000 };
const DOCS = new URL('../docs/faults.md', import.meta.url);

/** How many tools meet a trouble at a time, each group with a WHMCS and a server of its own. */
const LANES = 8;

/** One of so many tools meets a trouble, of each trouble others: all of them meet every one where a run takes its time. */
const EVERY = IS_WHOLE || process.env.WRITE_DOCS !== undefined ? 1 : 4;

const tools = [...callingTools().values()];

/** Codes that say for certain that nothing was done. */
const NOT_DONE = new Set([
  'whmcs_unreachable',
  'whmcs_error',
  'whmcs_auth',
  'invalid_arguments',
  'duplicate_call',
]);

const told = new Map<string, { read: Set<string>; write: Set<string> }>();

function note(kind: string, risk: string, answer: Answer): void {
  const row = told.get(kind) ?? { read: new Set(), write: new Set() };
  told.set(kind, row);
  row[risk === 'read' ? 'read' : 'write'].add(answer.isError ? String(answer.code) : 'success');
}

/** What a trouble adds to a reply is nothing of the record. */
const ADDED = ['_untrusted', 'warning', 'charset'];

/** Which records a list brings, or for a single one that it brings something. */
function rowsOf(answer: Answer | undefined): unknown {
  const { items, ...beside } = answer?.data ?? {};
  const own = Object.keys(beside).filter((name) => !ADDED.includes(name));
  if (!Array.isArray(items)) return own.length > 3;
  return items.map((item, index) => item.id ?? item.replyid ?? item.gateway ?? item.title ?? index);
}

/** After these WHMCS is left alone for a minute: another server goes on in its place. */
const left: readonly string[] = ['401', '403-json'];

/** Calls these tools one after the other, each while WHMCS has this trouble with its action. */
async function meet(kind: FaultKind | 'refused', each: readonly Tool[]): Promise<void> {
  const sandbox = await sandboxed();
  const env = {
    ...credentialsFor(sandbox),
    // Each answer is one that WHMCS gives in this trouble.
    WHMCS_MEMORY_S: '0',
    // A call refused at once tries again and again: the ceiling would be met before the end of its time.
    WHMCS_RATE: '0',
    GUARD_POLICY: policyFile(ALLOW_ALL),
    LOG_LEVEL: 'error',
  };
  const waits = kind === 'hang' || kind === 'slow-drip';
  const start = () => inProcess(env, waits ? DEADLINES : PATIENT);
  const sound = await inProcess(env);
  let agent = await start();
  const down =
    kind === 'refused'
      ? await inProcess({ ...env, WHMCS_API_URL: 'http://127.0.0.1:9' }, DEADLINES)
      : undefined;
  for (const tool of each) {
    const args = samples[tool.name]?.least ?? {};
    const baseline = tool.risk === 'read' ? await sound.call(tool.name, args) : undefined;
    const before = sandbox.requests.length;
    if (kind !== 'refused') sandbox.misbehave({ kind, actions: [tool.action], ms: 100 });
    const answer = await (down ?? agent).call(tool.name, args);
    sandbox.misbehave(null);
    // To work out a price is a read, though it has the name of what it is asked of.
    const mine = sandbox.requests
      .slice(before)
      .filter(({ action, params }) => action === tool.action && params.calconly !== '1');
    note(kind, tool.risk, answer);
    const at = `${tool.name}: ${answer.text.slice(0, 300)}`;
    if (tool.risk === 'read') {
      // A list that is told as success has the rows that a sound reply would have had.
      if (!answer.isError) expect(rowsOf(answer), at).toEqual(rowsOf(baseline));
    } else {
      expect(mine.length, at).toBeLessThanOrEqual(1);
      const acted = mine.some((one) => one.effect);
      if (!answer.isError)
        expect(
          mine.map((one) => one.result),
          at,
        ).not.toEqual(['error']);
      if (acted) expect([undefined, 'outcome_unknown'], at).toContain(answer.code);
      if (NOT_DONE.has(answer.code ?? '')) expect(acted, at).toBe(false);
    }
    if (left.includes(kind)) agent = await start();
    let next = await agent.call('whmcs_get_currencies');
    // With a deadline this short a busy machine may miss it, and then WHMCS is left alone for a while. A server that is
    // down misses all of them, until the time of the test is over.
    await until(async () => {
      if (waits && next.isError) next = await agent.call('whmcs_get_currencies');
      return !waits || !next.isError;
    });
    expect(next.isError, `after ${at} ${next.text}`).toBe(false);
  }
  expect((await agent.listed()).length).toBe(tools.length);
}

describe.each(TROUBLES)('%s', (kind, words) => {
  test('of every tool: once at most, told as what it is, and the next call works', {
    timeout: 120_000,
  }, async () => {
    // Side by side: most of the time goes by in waiting for replies that don't come.
    const turn = TROUBLES.findIndex(([one]) => one === kind);
    const chosen = tools.filter((_, index) => (index + turn) % EVERY === 0);
    const lanes = Array.from({ length: LANES }, (_, lane) =>
      meet(
        kind,
        chosen.filter((_, index) => index % LANES === lane),
      ),
    );
    await Promise.all(lanes);
    if (process.env.WRITE_DOCS) return;
    const page = documented(words);
    for (const code of told.get(kind)?.read ?? []) expect(page.read, 'npm run docs').toContain(`\`${code}\``);
    for (const code of told.get(kind)?.write ?? [])
      expect(page.write, 'npm run docs').toContain(`\`${code}\``);
  });
});

/** Where it takes a slow machine for this to come, the page says so all the same: not even the connection was there in time. */
const ALSO: Readonly<Record<string, readonly string[]>> = { 'slow-drip': ['whmcs_unreachable'] };

/** The table of what the agent is told, fault by fault. */
function table(): string {
  const codes = (set: Set<string>) =>
    set.size === 0
      ? ''
      : [...set]
          .sort()
          .map((code) => `\`${code}\``)
          .join(', ');
  const rows = TROUBLES.map(([kind, what]) => {
    const row = told.get(kind);
    return row === undefined
      ? ''
      : `| ${what} | ${codes(new Set([...row.read, ...(ALSO[kind] ?? [])]))} | ${codes(new Set([...row.write, ...(ALSO[kind] ?? [])]))} |`;
  });
  return ['| What happens | A read is told as | A write is told as |', '|---|---|---|', ...rows].join('\n');
}

/** What the page says an agent may be told of a fault. */
function documented(what: string): { read: string; write: string } {
  const line = readFileSync(DOCS, 'utf8')
    .split('\n')
    .find((one) => one.startsWith(`| ${what} |`));
  const [, , read = '', write = ''] = line?.split('|') ?? [];
  return { read, write };
}

afterAll(() => {
  if (!process.env.WRITE_DOCS) return;
  const text = readFileSync(DOCS, 'utf8');
  const fresh = text.replace(/(<!-- faults:start -->\n)[\s\S]*(<!-- faults:end -->)/, `$1${table()}\n$2`);
  writeFileSync(DOCS, fresh);
});
