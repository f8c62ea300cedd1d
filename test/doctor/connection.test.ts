import { createServer as createHttp } from 'node:http';
import { createServer as createTls } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { credentialsFor, sandboxed } from '../harness.js';
import { selfSigned } from '../http/certificate.js';
import { examined, examinedSandbox } from './examined.js';

async function listening(server: Server): Promise<string> {
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  onTestFinished(() => void server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const CREDENTIALS = { WHMCS_API_IDENTIFIER: 'identifier', WHMCS_API_SECRET: 'a-secret-of-the-test' };

describe('the way to WHMCS', () => {
  test('is good where it is', async () => {
    const { red, of } = await examinedSandbox();
    expect(red).toEqual([]);
    expect(of('credential')?.status).toBe('ok');
    expect(of('base-currency')).toMatchObject({ status: 'ok', facts: { currency: 'EUR' } });
  });

  test('an unknown host', async () => {
    const { code, red } = await examined({ ...CREDENTIALS, WHMCS_API_URL: 'https://billing.invalid' });
    expect(code).toBe(4);
    expect(red).toMatchObject([{ id: 'host-name', cure: expect.stringContaining('spelling') }]);
  });

  test('nothing listens', async () => {
    const server = createHttp();
    const place = await listening(server);
    await new Promise((closed) => server.close(closed));
    const { red } = await examined({ ...CREDENTIALS, WHMCS_API_URL: `http://${place}` });
    expect(red).toMatchObject([{ id: 'port', cure: expect.stringContaining('web server runs') }]);
  });

  test('a certificate that signs itself', async () => {
    const place = await listening(createTls(selfSigned('localhost')));
    const { red } = await examined({ ...CREDENTIALS, WHMCS_API_URL: `https://${place}` });
    expect(red).toMatchObject([{ id: 'certificate', facts: { problem: 'DEPTH_ZERO_SELF_SIGNED_CERT' } }]);
  });

  test('a port without TLS', async () => {
    const place = await listening(createHttp());
    const { red } = await examined({ ...CREDENTIALS, WHMCS_API_URL: `https://${place}` });
    expect(red).toMatchObject([{ id: 'certificate', says: expect.stringContaining('No secure connection') }]);
  });

  test('a redirect is named with where it leads, and no secret goes there', async () => {
    const got: string[] = [];
    const place = await listening(
      createHttp((request, response) => {
        request.on('data', (chunk) => got.push(String(chunk)));
        request.on('end', () =>
          response.writeHead(301, { location: 'https://www.example.com/billing/includes/api.php' }).end(),
        );
      }),
    );
    const { red } = await examined({ ...CREDENTIALS, WHMCS_API_URL: `http://${place}/billing` });
    expect(red).toMatchObject([
      {
        id: 'redirect',
        facts: { to: 'https://www.example.com/billing' },
        cure: expect.stringContaining('WHMCS_API_URL to https://www.example.com/billing'),
      },
    ]);
    expect(got.at(-1)).toBe('responsetype=json');
  });

  test('a redirect to another page of the same address is no cure, which WHMCS in a folder is', async () => {
    const place = await listening(
      createHttp((request, response) => {
        if (request.url === '/billing/includes/api.php' && isThere) response.end('{"result":"error"}');
        else response.writeHead(302, { location: '/sign-in' }).end();
      }),
    );
    let isThere = false;
    const env = { ...CREDENTIALS, WHMCS_API_URL: `http://${place}` };
    const [wall] = (await examined(env)).red;
    expect(wall).toMatchObject({
      id: 'redirect',
      says: expect.stringContaining('sends requests on to /sign-in'),
    });
    expect(wall?.cure).not.toContain(`WHMCS_API_URL to http://${place}`);
    isThere = true;
    expect((await examined(env)).red).toMatchObject([
      { id: 'redirect', facts: { to: `http://${place}/billing` } },
    ]);
  });

  test('the wrong folder, and where WHMCS is', async () => {
    const sandbox = await sandboxed({ subfolder: '/billing' });
    const root = sandbox.url.replace('/billing', '');
    const { red } = await examined({ ...credentialsFor(sandbox), WHMCS_API_URL: root });
    expect(red).toMatchObject([{ id: 'path', facts: { to: sandbox.url } }]);
    const admin = await examined({ ...credentialsFor(sandbox), WHMCS_API_URL: `${sandbox.url}/admin` });
    expect(admin.red).toMatchObject([{ id: 'path', facts: { to: sandbox.url } }]);
    // Whoever looks for it does not show the credential to what is there.
    expect(sandbox.requests.filter(({ rawBody }) => rawBody.includes('action='))).toHaveLength(2);
  });

  test.each([
    ['html', 'answer', 'web page'],
    ['503', 'answer', 'overloaded'],
    ['403-html', 'answer', 'firewall'],
    ['php-warning', 'answer', 'PHP'],
    ['empty', 'answer', 'PHP'],
  ] as const)('%s instead of an answer', async (kind, id, says) => {
    const sandbox = await sandboxed();
    sandbox.misbehave({ kind });
    const { red } = await examined(credentialsFor(sandbox));
    expect(red).toMatchObject([{ id, says: expect.stringContaining(says) }]);
  });
});

describe('being let in', () => {
  test('an address that WHMCS does not allow is named, with the menu', async () => {
    const { red, of } = await examinedSandbox({ allowedIps: [] });
    expect(red).toMatchObject([
      {
        id: 'allowed-address',
        facts: { address: '127.0.0.1' },
        cure: expect.stringMatching(
          /WHMCS 8 and 9: .*General Settings > Security > API IP Access.*127\.0\.0\.1/,
        ),
      },
    ]);
    expect(of('access-key')?.status).toBe('skipped');
  });

  test('an access key that is not the one of WHMCS', async () => {
    const { red } = await examinedSandbox(
      { allowedIps: [], accessKey: 'the-key' },
      { WHMCS_ACCESS_KEY: 'another' },
    );
    expect(red.map(({ id }) => id)).toEqual(['allowed-address', 'access-key']);
    const right = await examinedSandbox(
      { allowedIps: [], accessKey: 'the-key' },
      { WHMCS_ACCESS_KEY: 'the-key' },
    );
    expect(right.of('access-key')?.status).toBe('ok');
  });

  test('a wrong secret', async () => {
    const { red } = await examinedSandbox({}, { WHMCS_API_SECRET: 'not-the-secret' });
    expect(red).toMatchObject([{ id: 'credential', cure: expect.stringContaining('API Access') }]);
    expect(JSON.stringify(red)).not.toContain('not-the-secret');
  });

  test('an error that says nothing of the credential is not taken for a yes', async () => {
    const place = await listening(
      createHttp((_request, response) =>
        response
          .setHeader('content-type', 'application/json')
          .end('{"result":"error","message":"This license is suspended"}'),
      ),
    );
    const { red, of } = await examined({ ...CREDENTIALS, WHMCS_API_URL: `http://${place}` });
    expect(red).toMatchObject([
      { id: 'credential', says: expect.stringContaining('This license is suspended') },
    ]);
    expect(of('base-currency')?.status).not.toBe('ok');
  });
});
