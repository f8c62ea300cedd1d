import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { vocabulary } from '../../src/app.js';
import { PROMPTS, toolsIn } from '../../src/prompts/index.js';
import { callFor, listResources, listTemplates, readAddress } from '../../src/resources/index.js';

const PAGE = fileURLToPath(new URL('../../docs/prompts-and-resources.md', import.meta.url));

const code = (text: string) => `\`${text}\``;
const row = (...cells: readonly string[]) => `| ${cells.join(' | ')} |`;
const table = (header: readonly string[], rows: readonly string[]) =>
  [row(...header), `|${header.map(() => '---').join('|')}|`, ...rows].join('\n');

function prompts(): string {
  const rows = PROMPTS.map(({ name, about, args, steps }) => {
    const essential = steps.filter(({ need }) => need === 'essential');
    const needs = essential.map(({ ways }) =>
      toolsIn(ways.at(-1) ?? '')
        .map(code)
        .join(', '),
    );
    const taken = args.map((arg) => (arg.required ? `**${code(arg.name)}**` : code(arg.name)));
    return row(code(name), about, taken.join(', '), needs.join(', '));
  });
  return table(['Prompt', 'What it does', 'Takes (bold: needed)', 'Not offered without'], rows);
}

function resources(): string {
  const shown = { installs: [], toolsOf: () => new Set(vocabulary().tools.keys()) };
  const toolOf = (uri: string) => {
    const address = readAddress(uri.replace(/\{\w+\}/, '1'), false);
    const read = address && callFor(address);
    return read === undefined ? 'none: it is what the guard says' : code(read.tool);
  };
  const told = [
    ...listResources(shown).map(({ uri, description }) => ({ uri, description })),
    ...listTemplates(shown).map(({ uriTemplate: uri, description }) => ({ uri, description })),
  ];
  return table(
    ['Address', 'What it is', 'Read by'],
    told.map(({ uri, description }) => row(code(uri), description, toolOf(uri))),
  );
}

/** The page with what stands between two marks made anew. */
function withPart(page: string, name: string, part: string): string {
  const [start, end] = [`<!-- ${name}:start -->`, `<!-- ${name}:end -->`];
  const before = page.slice(0, page.indexOf(start) + start.length);
  return `${before}\n${part}\n${page.slice(page.indexOf(end))}`;
}

// `npm run docs` writes the page; this test fails when somebody forgot to.
test('the page of prompts and resources has all that there are', () => {
  const page = readFileSync(PAGE, 'utf8');
  const made = withPart(withPart(page, 'prompts', prompts()), 'resources', resources());
  if (process.env.WRITE_DOCS !== undefined) writeFileSync(PAGE, made);
  else expect(page).toBe(made);
});
