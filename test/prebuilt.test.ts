import { expect, test } from 'vitest';
import { compileCatalog } from '../src/catalog/index.js';
import { publishedSchemas } from '../src/prebuilt/index.js';
import { areas } from '../tools/index.js';
import { overStdio } from './program.js';

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
