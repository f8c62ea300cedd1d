import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { vocabulary } from '../../src/app.js';
import { compileCatalog } from '../../src/catalog/index.js';
import { parsePolicy } from '../../src/policy/index.js';
import { publishedSchemas, shippedPolicy } from '../../src/prebuilt/index.js';
import { areas } from '../../tools/index.js';
import { overStdio } from '../program.js';

const WHMCS = {
  WHMCS_API_URL: 'http://127.0.0.1:1',
  WHMCS_API_IDENTIFIER: 'identifier',
  WHMCS_API_SECRET: 'secret',
};

test('what was worked out while building is what a start would work out', async () => {
  const listings = [...compileCatalog(areas).values()].map(({ listing }) => listing);
  expect(publishedSchemas).toEqual(
    Object.fromEntries(listings.map(({ name, inputSchema }) => [name, inputSchema])),
  );

  const agent = await overStdio(WHMCS);
  const listed = (await agent.client.listTools()).tools;
  await agent.client.close();
  expect(listed.length).toBeGreaterThan(40);
  for (const tool of listed) expect(listings).toContainEqual(tool);
});

test('the policy that was checked while building is the file that ships, as a start would read it', () => {
  const text = readFileSync(new URL('../../policies/default.json', import.meta.url), 'utf8');
  const around = vocabulary();
  const parsed = parsePolicy(text, around);
  if ('problems' in parsed) throw new Error('the shipped policy has problems');
  expect(shippedPolicy).toEqual({ text, document: parsed.policy.document });

  const taken = parsePolicy(text, around, shippedPolicy);
  if ('problems' in taken) throw new Error('the checked policy was not taken');
  const { clock: _clock, ...policy } = parsed.policy;
  const told = (of: object) =>
    JSON.stringify(of, (_key, value) => (value instanceof Map ? [...value] : value));
  expect({ ...taken.policy, clock: undefined, warnings: taken.warnings }).toMatchObject({
    revision: policy.revision,
    document: policy.document,
    warnings: parsed.warnings,
  });
  expect(told({ ...taken.policy, clock: undefined })).toBe(told(policy));
});

test('a text that differs from the checked one in a blank is checked itself', () => {
  const around = vocabulary();
  const document = { ...shippedPolicy.document, default: 'allow' as const };
  const other = { text: shippedPolicy.text, document };
  const parsed = parsePolicy(`${shippedPolicy.text} `, around, other);
  expect(parsed).toMatchObject({ policy: { document: { default: 'deny' } } });
});
