import { expect, test } from 'vitest';
import { overStdio } from '../program.js';

test('the built server offers prompts, resources and completion over stdio', async () => {
  const { client } = await overStdio({}, ['--sandbox']);
  expect((await client.listPrompts()).prompts).toHaveLength(10);
  const { messages } = await client.getPrompt({ name: 'chase_overdue', arguments: { days: '14' } });
  expect(JSON.stringify(messages)).toContain('whmcs_get_invoices');
  const { resources } = await client.listResources();
  expect(resources.map(({ uri }) => uri)).toContain('whmcs://currencies');
  const { contents } = await client.readResource({ uri: 'whmcs://currencies' });
  expect(contents).toMatchObject([{ uri: 'whmcs://currencies', mimeType: 'application/json' }]);
  const ref = { type: 'ref/resource', uri: 'whmcs://clients/{clientid}' } as const;
  const { completion } = await client.complete({ ref, argument: { name: 'clientid', value: '1' } });
  expect(completion.values).toContain('1');
});
