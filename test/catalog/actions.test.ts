import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { kindOf, riskClassOf, versionGates, whyNever } from '../../src/catalog/index.js';
import { everyTool } from '../every-tool.js';

const PAGE = new URL('../../docs/actions.md', import.meta.url);
const [START, END] = ['<!-- actions:start -->', '<!-- actions:end -->'];

/** Every action of WHMCS's documentation, by its name. */
const documented: Record<string, { group: string }> = JSON.parse(
  readFileSync(new URL('../../tools/actions/documented/actions.json', import.meta.url), 'utf8'),
);
const actions = Object.keys(documented).sort();

test('each documented action has exactly one class, or a reason why it is never called', () => {
  expect(actions).toHaveLength(162);
  const both = actions.filter(
    (action) => riskClassOf(action) !== undefined && whyNever(action) !== undefined,
  );
  const neither = actions.filter(
    (action) => riskClassOf(action) === undefined && whyNever(action) === undefined,
  );
  expect({ both, neither }).toEqual({ both: [], neither: [] });
});

test('no name of an action stands in two classes, and none is made up', () => {
  const text = readFileSync(new URL('../../src/catalog/risk.ts', import.meta.url), 'utf8');
  const classes = /const CLASSES = \{([\s\S]*?)\} as const/.exec(text)?.[1] ?? '';
  const named = [...classes.matchAll(/'([A-Za-z]+)'/g)].map((match) => match[1] ?? '');
  expect(named.filter((name, at) => named.indexOf(name) !== at)).toEqual([]);
  expect(named.filter((name) => !(name in documented))).toEqual([]);
  expect(named.length).toBe(actions.filter((action) => whyNever(action) === undefined).length);
});

test('what is never called has no way to WHMCS, however its name is cased', () => {
  const never = actions.filter((action) => whyNever(action) !== undefined);
  expect(never.length).toBeGreaterThanOrEqual(15);
  for (const action of never)
    for (const name of [action, action.toLowerCase(), action.toUpperCase()]) {
      expect(whyNever(name)).toMatch(/^It .+\.$/);
      expect(kindOf(name), name).toBeUndefined();
    }
  const called = [...everyTool().values()].map((tool) => tool.action);
  expect(called.filter((action) => whyNever(action) !== undefined)).toEqual([]);
});

test('only what gets, looks up or tells is a read', () => {
  const reads = actions.filter((action) => riskClassOf(action) === 'read');
  expect(reads.filter((action) => !/^(Domain)?Get|^(DomainWhois|WhmcsDetails)$/.test(action))).toEqual([]);
  const gets = actions.filter((action) => /Get|Details$/.test(action) && riskClassOf(action) !== 'read');
  expect(gets.filter((action) => whyNever(action) === undefined)).toEqual([]);
  // What a name says it ends stays behind the strictest class.
  const ends = actions.filter((action) =>
    /^(Delete|Close|Cancel|Merge|Block)|Terminate|Release/.test(action),
  );
  for (const action of ends) expect([undefined, 'destructive'], action).toContain(riskClassOf(action));
});

/** Which version of WHMCS an action and its parameters need. */
const neededBy = (action: string) =>
  versionGates(action)
    .map(({ param, since, until }) => {
      const range = since === undefined ? `before ${until}` : `${since}`;
      return param === undefined ? range : `\`${param}\` ${range}`;
    })
    .join(', ');

function table(): string {
  const tools = new Map<string, string[]>();
  for (const { name, action } of everyTool().values())
    tools.set(action, [...(tools.get(action) ?? []), `[\`${name}\`](tools.md#${name})`]);
  const rows = actions.map((action) => {
    const why = whyNever(action);
    const by = tools.get(action)?.join(', ') ?? '`whmcs_call_action`';
    const group = documented[action]?.group ?? '';
    return `| ${action} | ${group} | ${why === undefined ? riskClassOf(action) : 'never'} | ${why ?? by} | ${neededBy(action)} |`;
  });
  return [
    '| Action | Group | Class | Called by, or why it is not | Version |',
    '|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}

// `npm run docs` writes the table; this test fails when somebody forgot to.
test('the page of actions has each with its class and its tool', () => {
  const text = readFileSync(PAGE, 'utf8');
  const [from, to] = [text.indexOf(START) + START.length, text.indexOf(END)];
  expect(from).toBeGreaterThan(START.length - 1);
  const made = `\n${table()}\n`;
  if (process.env.WRITE_DOCS === '1') writeFileSync(PAGE, text.slice(0, from) + made + text.slice(to));
  else expect(text.slice(from, to), 'docs/actions.md is out of date: npm run docs').toBe(made);
});
