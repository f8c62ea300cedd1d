import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { policyJsonSchema } from '../../src/policy/index.js';
import { EXTRA_SETS } from '../../src/terms.js';
import { everyTool } from '../every-tool.js';

const POLICIES = fileURLToPath(new URL('../../policies', import.meta.url));
const FILE = join(POLICIES, 'policy.schema.json');
const BIOME = fileURLToPath(new URL('../../node_modules/.bin/biome', import.meta.url));

function wanted(): Record<string, unknown> {
  const tools = [...everyTool().values()];
  const toolsets = [...new Set([...tools.map(({ toolset }) => toolset), ...EXTRA_SETS])];
  return policyJsonSchema({ tools: tools.map(({ name }) => name), toolsets });
}

test('the JSON Schema for editors follows the grammar and the tools', () => {
  if (process.env.WRITE_DOCS === '1') {
    writeFileSync(FILE, `${JSON.stringify(wanted(), null, 2)}\n`);
    // Its cache would otherwise be left in the home of whoever runs this.
    const env = { ...process.env, XDG_CACHE_HOME: tmpdir() };
    execFileSync(BIOME, ['format', '--write', FILE], { stdio: 'ignore', env });
  }
  const found = JSON.parse(readFileSync(FILE, 'utf8'));
  expect(found, 'policies/policy.schema.json is out of date: npm run docs').toEqual(wanted());
});

describe('the JSON Schema', () => {
  const schema = z.fromJSONSchema(JSON.parse(JSON.stringify(wanted())));
  const accepts = (document: unknown) => schema.safeParse(document).success;
  const least = { version: '1', default: 'deny' };

  test('takes every shipped policy, which names it', () => {
    const shipped = readdirSync(POLICIES).filter(
      (name) => /^[\w-]+\.json$/.test(name) && name !== 'policy.schema.json',
    );
    expect(shipped).toContain('default.json');
    for (const name of shipped) {
      const document = JSON.parse(readFileSync(join(POLICIES, name), 'utf8'));
      expect(document.$schema, name).toBe('./policy.schema.json');
      expect(accepts(document), name).toBe(true);
    }
  });

  test.each([
    ['an unknown key', { ...least, hides: [] }],
    ['a tool that is not there', { ...least, tools: { whmcs_get_clint: {} } }],
    ['a hidden tool that is not there', { ...least, hide: ['whmcs_get_clint'] }],
    ['an unknown class', { ...least, classes: { wirte: {} } }],
    [
      'an unknown operator',
      { ...least, all_tools: { deny_if: [{ conditions: [{ path: 'effects', op: 'has' }] }] } },
    ],
    ['an unknown window', { ...least, all_tools: { limits: [{ counter: 'c', window: 'week', max: 1 }] } }],
    ['no default', { version: '1' }],
  ])('refuses %s', (_name, document) => {
    expect(accepts(least)).toBe(true);
    expect(accepts(document)).toBe(false);
  });

  test('has a description for every key that is not plain', () => {
    const { properties } = wanted() as { properties: Record<string, { description?: string }> };
    const plain = ['$schema', 'version'];
    const silent = Object.keys(properties).filter(
      (key) => !plain.includes(key) && properties[key]?.description === undefined,
    );
    expect(silent).toEqual([]);
  });
});
