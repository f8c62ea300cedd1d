import { expect, test } from 'vitest';
import { openWhmcs } from '../../src/whmcs/index.js';
import { ACCESS_KEY, connect, failure, IDENTIFIER, json, kindOf, SECRET, serve } from './fake-server.js';

const OK = { result: 'success' };

test('a call is one form post with credentials and action last', async () => {
  const server = await serve((response) => json(response, OK));
  const accessKey = { reveal: () => ACCESS_KEY };
  const { whmcs, write } = connect(`${server.url}/billing/`, {
    credentials: { identifier: { reveal: () => IDENTIFIER }, secret: { reveal: () => SECRET }, accessKey },
  });
  await whmcs.send(write('AddCredit', { clientid: 7, amount: '5.00', type: 'add' }));
  const [seen] = server.seen;
  expect(seen?.path).toBe('/billing/includes/api.php');
  expect(seen?.headers['content-type']).toBe('application/x-www-form-urlencoded');
  expect([...(seen?.form ?? [])]).toEqual([
    ['clientid', '7'],
    ['amount', '5.00'],
    ['type', 'add'],
    ['identifier', IDENTIFIER],
    ['secret', SECRET],
    ['accesskey', ACCESS_KEY],
    ['action', 'AddCredit'],
    ['responsetype', 'json'],
  ]);
});

test('a call without parameters or access key carries only what it needs', async () => {
  const server = await serve((response) => json(response, OK));
  const { whmcs, read } = connect(`${server.url}/includes/api.php`);
  const reply = await whmcs.send(read('GetStats'));
  expect(server.seen[0]?.path).toBe('/includes/api.php');
  expect([...(server.seen[0]?.form.keys() ?? [])]).toEqual([
    'identifier',
    'secret',
    'action',
    'responsetype',
  ]);
  expect(reply).toMatchObject({ body: OK, tries: 1 });
  expect(reply.ms).toBeGreaterThanOrEqual(0);
});

test.each([301, 302, 307, 308])(
  'a redirect (%d) is not followed; its host and the variable are named',
  async (status) => {
    const target = await serve((response) => json(response, OK));
    const server = await serve((response) =>
      response.writeHead(status, { location: `${target.url}/includes/api.php?token=leak` }).end(),
    );
    const { whmcs, read, write } = connect(server.url);
    const fault = await failure(whmcs.send(read()));
    expect(fault).toMatchObject({ code: 'whmcs_bad_reply', kind: 'redirect', reached: true });
    expect(String(fault)).toContain(`127.0.0.1:${target.port}`);
    expect(String(fault)).toContain('WHMCS_API_URL');
    expect(String(fault)).not.toContain('leak');
    expect(await failure(whmcs.send(write()))).toMatchObject({ code: 'outcome_unknown', kind: 'redirect' });
    expect(target.seen).toEqual([]);
    expect(server.seen).toHaveLength(2);
  },
);

test('settings that could not work are refused at once', () => {
  const credentials = { identifier: { reveal: () => 'i' }, secret: { reveal: () => 's' } };
  const settings = {
    url: 'https://example.com',
    allowHttp: false,
    credentials,
    concurrency: 4,
    ratePerSecond: 10,
  };
  expect(() => openWhmcs({ ...settings, url: 'http://example.com' }, kindOf)).toThrow(/WHMCS_API_URL/);
  expect(() => openWhmcs({ ...settings, concurrency: 0 }, kindOf)).toThrow(/concurrency/);
  expect(() => openWhmcs({ ...settings, ratePerSecond: 0.5 }, kindOf)).toThrow(/ratePerSecond/);
  expect(() => openWhmcs({ ...settings, maxReplyBytes: Number.NaN }, kindOf)).toThrow(/maxReplyBytes/);
  expect(() =>
    openWhmcs({ ...settings, credentials: { ...credentials, secret: { reveal: () => '' } } }, kindOf),
  ).toThrow(/WHMCS_API_SECRET/);
});
