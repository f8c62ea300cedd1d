import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Tool } from '../src/catalog/index.js';
import { EFFECTS, EXTRA_SETS } from '../src/terms.js';
import { everyTool } from './every-tool.js';

const PAGE = fileURLToPath(new URL('../docs/tools.md', import.meta.url));
const [START, END] = ['<!-- tools:start -->', '<!-- tools:end -->'];

/** What the shipped policy says of a class; its effects can make it ask. */
const DEFAULTS: Record<string, string> = {
  read: 'allowed',
  write: 'allowed, 30 a minute',
  execute: 'allowed, 10 a minute',
  financial: 'needs approval',
  destructive: 'hidden',
};

/** What `tools/list` publishes of an argument. */
interface Published {
  type?: string;
  description?: string;
  enum?: readonly unknown[];
  minimum?: number;
  maximum?: number;
  items?: Published;
  properties?: Record<string, Published>;
}

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const code = (text: unknown) => `\`${String(text)}\``;

function kindOf({ type, enum: values, items, minimum, maximum }: Published): string {
  if (values !== undefined) return `one of ${values.map(code).join(', ')}`;
  if (type === 'array')
    return items?.properties === undefined
      ? `list of ${kindOf(items ?? {})}`
      : `list of records: ${Object.keys(items.properties).map(code).join(', ')}`;
  const range = [
    minimum === undefined ? undefined : `from ${minimum}`,
    maximum === undefined ? undefined : `up to ${maximum}`,
  ].filter((bound) => bound !== undefined);
  return [type === 'integer' ? 'whole number' : (type ?? 'any value'), ...range].join(' ');
}

function argumentsOf({ listing }: Tool): string[] {
  const { properties = {}, required = [] } = listing.inputSchema as {
    properties?: Record<string, Published>;
    required?: readonly string[];
  };
  const names = Object.keys(properties);
  if (names.length === 0) return ['It takes no arguments.', ''];
  const rows = names.map((name) => {
    const published = properties[name] ?? {};
    const needed = required.includes(name) ? 'yes' : '';
    return `| ${code(name)} | ${cell(kindOf(published))} | ${needed} | ${cell(published.description ?? '')} |`;
  });
  return ['| Argument | What it is | Needed | Meaning |', '|---|---|---|---|', ...rows, ''];
}

/** Effects that each call of it has are told apart from those that depend on its arguments or the record. */
function effectsOf({ effectRules }: Tool): string {
  const always = new Set(effectRules.filter((rule) => rule.of({}) === true).map(({ effect }) => effect));
  const sometimes = new Set(effectRules.map(({ effect }) => effect).filter((effect) => !always.has(effect)));
  const named = (found: ReadonlySet<string>) => EFFECTS.filter((effect) => found.has(effect)).map(code);
  const parts = [
    named(always).join(', '),
    sometimes.size === 0 ? '' : `may have ${named(sometimes).join(', ')}`,
  ].filter((part) => part !== '');
  return parts.length === 0 ? 'none' : parts.join('; ');
}

function undoOf({ undo }: Tool): string {
  if (undo === undefined) return 'There is nothing to undo.';
  return typeof undo === 'string'
    ? undo
    : '`whmcs-mcp undo CALL` shows the call that undoes it, and makes it.';
}

function toldOf(tool: Tool): string[] {
  const facts = [`WHMCS action ${code(tool.action)}`, `class ${code(tool.risk)}`];
  if (tool.risk !== 'read') facts.push(`effects: ${effectsOf(tool)}`);
  return [
    `### ${tool.name}`,
    '',
    `${tool.title}. ${facts.join('; ')}.`,
    '',
    tool.about,
    '',
    ...argumentsOf(tool),
    ...(tool.risk === 'read' ? [] : [`Undo: ${undoOf(tool)}`, '']),
  ];
}

/** What of the extra sets stands above their tools. */
function introOf(set: string): string[] {
  return [
    `# The extra set ${set}`,
    '',
    `Off unless \`GUARD_TOOLSETS\` or \`toolsets\` of the policy names \`${set}\`. By default is then what the shipped policy says.`,
    '',
  ];
}

function reference(): string {
  const tools = [...everyTool().values()];
  const sets = EXTRA_SETS.flatMap((set) => {
    const members = tools.filter((tool) => tool.set === set);
    return members.length === 0 ? [] : [...introOf(set), sectionsOf(members, `${set}: `)];
  });
  return [sectionsOf(tools.filter(({ set }) => set === undefined)), '', ...sets].join('\n').trimEnd();
}

/** The tools of a set, by area; what its headings begin with tells them from those of another. */
function sectionsOf(tools: readonly Tool[], before = ''): string {
  const toolsets = [...new Set(tools.map(({ toolset }) => toolset))];
  return toolsets
    .flatMap((toolset) => {
      const members = tools.filter((tool) => tool.toolset === toolset);
      const rows = members.map(
        ({ name, title, risk }) =>
          `| [${code(name)}](#${name}) | ${title} | ${code(risk)} | ${DEFAULTS[risk]} |`,
      );
      return [
        `## ${before}${toolset}`,
        '',
        '| Tool | What it does | Class | By default |',
        '|---|---|---|---|',
        ...rows,
        '',
        ...members.flatMap(toldOf),
      ];
    })
    .join('\n')
    .trimEnd();
}

// `npm run docs` writes the page; this test fails when somebody forgot to.
test('the reference of tools says of each what its file says', () => {
  const text = readFileSync(PAGE, 'utf8');
  const [from, to] = [text.indexOf(START) + START.length, text.indexOf(END)];
  expect(from, 'docs/tools.md has a place for the reference').toBeGreaterThan(START.length - 1);
  const made = `\n${reference()}\n`;
  if (process.env.WRITE_DOCS === '1') writeFileSync(PAGE, text.slice(0, from) + made + text.slice(to));
  else expect(text.slice(from, to), 'docs/tools.md is out of date: npm run docs').toBe(made);
});
