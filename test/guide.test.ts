import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { policyVocabulary } from '../src/guard/index.js';
import { parsePolicy } from '../src/policy/index.js';
import { parseCases } from '../src/policy/trial/index.js';
import { everyTool } from './every-tool.js';

const textOf = (path: string) => readFileSync(fileURLToPath(new URL(`../${path}`, import.meta.url)), 'utf8');
const snippets = (path: string) =>
  [...textOf(path).matchAll(/```json\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');

/** A snippet of the guide as the whole file that it is a part of. */
function whole(snippet: string): string {
  const [, first = ''] = /^\s*"(\w+)"/.exec(snippet) ?? [];
  if (first === '') return snippet;
  const at = first.startsWith('whmcs_')
    ? `"tools": {${snippet}}`
    : first === 'financial'
      ? `"classes": {${snippet}}`
      : snippet;
  return `{"version":"1","default":"deny",${at}}`;
}

const policies = [
  ...snippets('policies/README.md'),
  ...snippets('docs/grants.md'),
  ...snippets('README.md').filter((text) => text.includes('"version"')),
];

test('there are examples to check', () => {
  expect(policies.length).toBeGreaterThanOrEqual(9);
});

test.each(policies.map((snippet) => [snippet]))(
  'the example loads without a fault or a warning: %s',
  (snippet) => {
    const around = policyVocabulary(everyTool());
    if (snippet.startsWith('[')) {
      expect(parseCases(snippet, around)).not.toHaveProperty('problems');
      return;
    }
    const parsed = parsePolicy(whole(snippet), around);
    expect('problems' in parsed ? parsed.problems : parsed.warnings).toEqual([]);
  },
);
