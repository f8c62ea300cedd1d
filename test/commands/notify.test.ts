import { expect, test } from 'vitest';
import { credentialsFor, sandboxed } from '../harness.js';
import { openReceiver } from '../notify/receiver.js';
import { notifyFile } from '../notify/samples.js';
import { typed } from './terminal.js';

const configured = async (content: unknown, more: Record<string, string> = {}) => ({
  ...credentialsFor(await sandboxed()),
  GUARD_STATE: 'memory',
  GUARD_CONSOLE_URL: 'https://console.example.com',
  GUARD_NOTIFY: notifyFile(content),
  ...more,
});

test('notify test tells all channels, and says of each what came of it', async () => {
  const [good, bad] = [await openReceiver(), await openReceiver((response) => response.writeHead(403).end())];
  const env = await configured(
    { channels: { duty: { type: 'slack', url_env: 'GOOD' }, team: { type: 'discord', url_env: 'BAD' } } },
    { GOOD: good.url, BAD: bad.url },
  );
  const all = await typed(['notify', 'test'], env);
  expect(all).toEqual({
    code: 1,
    out: 'duty (slack)    told: answered 204\nteam (discord)  NOT TOLD: answered 403: the secret is wrong or was taken back\n',
    err: '',
  });
  expect(JSON.stringify(good.received[0]?.body)).toContain('https://console.example.com/approvals');
  const one = await typed(['notify', 'test', 'duty', '--json'], env);
  expect(one.code).toBe(0);
  expect(JSON.parse(one.out)).toEqual([{ channel: 'duty', type: 'slack', ok: true, says: 'answered 204' }]);
  expect(bad.received).toHaveLength(1);
});

test('a channel that is not there, a broken file and a missing setting are told with the cure', async () => {
  const env = await configured(
    { channels: { duty: { type: 'slack', url_env: 'URL' } } },
    { URL: 'http://127.0.0.1:1' },
  );
  expect(await typed(['notify', 'test', 'dtuy'], env)).toMatchObject({
    code: 2,
    err: 'whmcs-mcp notify test: there is no channel "dtuy". Did you mean "duty"? There are: duty.\n',
  });
  const broken = await typed(['notify', 'test'], { ...env, URL: '' });
  expect(broken).toMatchObject({
    code: 1,
    err: expect.stringMatching(/notify\.json:5:18 \/channels\/duty\/url_env names URL, which is not set\n$/),
  });
  const { GUARD_NOTIFY: _, ...without } = env;
  expect((await typed(['notify', 'test'], without)).err).toContain('GUARD_NOTIFY is not set');
});
