import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { actionsJsonSchema, parseActions } from '../../src/addon-actions/index.js';
import { policyJsonSchema } from '../../src/policy/index.js';
import { EXTRA_SETS } from '../../src/terms.js';
import { everyTool } from '../every-tool.js';
import { expectSchemaFile } from '../schema-file.js';

const POLICIES = fileURLToPath(new URL('../../policies', import.meta.url));
const FILE = join(POLICIES, 'policy.schema.json');

function wanted(): Record<string, unknown> {
  const tools = [...everyTool().values()];
  const toolsets = [...new Set([...tools.map(({ toolset }) => toolset), ...EXTRA_SETS])];
  return policyJsonSchema({ tools: tools.map(({ name }) => name), toolsets });
}

test('the JSON Schema for editors follows the grammar and the tools', () => {
  expectSchemaFile(FILE, wanted());
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

describe('the JSON Schema of a file of addon actions', () => {
  const example = readFileSync(join(POLICIES, 'addon-actions/example.json'), 'utf8');

  test('follows its grammar', () => {
    expectSchemaFile(join(POLICIES, 'addon-actions/schema.json'), actionsJsonSchema());
  });

  test('takes the example that is shipped, which is good', () => {
    const schema = z.fromJSONSchema(JSON.parse(JSON.stringify(actionsJsonSchema())));
    expect(schema.safeParse(JSON.parse(example)).success).toBe(true);
    expect(schema.safeParse(JSON.parse(example.replace('"class"', '"clas"'))).success).toBe(false);
    expect(parseActions(example)).toMatchObject({ warnings: [], actions: { length: 5 } });
  });
});
