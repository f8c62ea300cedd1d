import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { previewOf } from '../../src/guard/approval/preview.js';
import { RECORDS } from '../../src/records/index.js';
import { SANDBOX_NOW } from '../../src/sandbox/index.js';
import { sandboxed } from '../harness.js';
import { asking, toolNamed, tools } from '../preview/asking.js';
import { callsOf } from '../preview/calls.js';

const FILE = new URL('../../src/doctor/role/guard-reads.ts', import.meta.url);
const now = () => SANDBOX_NOW;

/** What is asked for a call of a tool: before it for a rule, a limit or a person, and after it where its answer is lost. */
async function askedFor(
  sandbox: Awaited<ReturnType<typeof sandboxed>>,
  name: string,
  args: Record<string, unknown>,
) {
  const tool = toolNamed(name);
  const parsed = tool.parse(args);
  if ('problems' in parsed) throw new Error(parsed.problems.join('\n'));
  const { values } = parsed;
  const ask = asking(sandbox);
  await previewOf(tool, values, { ask, now });
  await tool.readEffects({ values, ask, now: SANDBOX_NOW }).catch(() => undefined);
  // What can't be told is refused there; what was asked for it counts all the same.
  await Promise.resolve(tool.money?.({ values, ask, now: SANDBOX_NOW })).catch(() => undefined);
  await Promise.resolve(tool.reaches?.({ values, ask })).catch(() => undefined);
  return ask.asked.map(({ action }) => action);
}

function stated(name: string): string[] {
  const { before, after, readBack, names } = toolNamed(name);
  const kinds = Object.keys(names) as (keyof typeof RECORDS)[];
  return [
    ...before.map(({ action }) => action),
    ...after.map(({ action }) => action),
    ...(readBack === undefined ? [] : [readBack.action]),
    ...(readBack?.also === undefined ? [] : [readBack.also.action]),
    ...kinds.map((kind) => RECORDS[kind].action),
  ];
}

/** A file as it is made, however it is laid out. */
const plainly = (source: string) => source.replace(/\s+/g, '').replaceAll(',]', ']');

test('the reads beside each tool are those that the guard makes', async () => {
  const sandbox = await sandboxed();
  const reads = new Map<string, Set<string>>();
  for (const { name, args } of callsOf(sandbox)) {
    const known = reads.get(name) ?? new Set(stated(name));
    for (const action of await askedFor(sandbox, name, args)) known.add(action);
    reads.set(name, known);
  }
  expect([...reads.keys()].sort()).toEqual(
    [...tools.values()]
      .filter(({ risk }) => risk !== 'read')
      .map(({ name }) => name)
      .sort(),
  );
  const rows = [...reads].map(
    ([name, actions]) =>
      `  ${name}: [${[...actions]
        .sort()
        .map((action) => `'${action}'`)
        .join(', ')}],\n`,
  );
  const text = `// Made by \`npm run docs\` of what the guard really asked: what it reads beside each tool that changes something.\nexport const GUARD_READS: Readonly<Record<string, readonly string[]>> = {\n${rows.join('')}};\n`;
  // Laid out by biome: what says the same is left as it is.
  if (process.env.WRITE_DOCS && plainly(readFileSync(FILE, 'utf8')) !== plainly(text))
    writeFileSync(FILE, text);
  expect(plainly(readFileSync(FILE, 'utf8'))).toBe(plainly(text));
});
