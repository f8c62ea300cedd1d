import { writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Finding } from '../../src/doctor/index.js';
import { temporaryFolder } from '../harness.js';
import { authority, certified } from '../http/certificate.js';
import { finished } from '../program.js';

const root = authority('Authority of the test');
const between = authority('Between', root);
const DAY_MS = 86_400_000;
const dayIn = (days: number) =>
  new Date(Date.now() + days * DAY_MS).toISOString().slice(2, 10).replaceAll('-', '');

/** What doctor, on a machine that trusts an authority, says of a certificate of localhost. */
async function saidOf(shown: { cert: string; key: string }, trusted = root): Promise<Finding | undefined> {
  const server = createServer(shown, (_request, response) => void response.writeHead(404).end());
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  onTestFinished(() => void server.close());
  const file = join(temporaryFolder(), 'authority.pem');
  writeFileSync(file, trusted.cert);
  const { out } = await finished(['doctor', '--json'], {
    NODE_EXTRA_CA_CERTS: file,
    WHMCS_API_URL: `https://localhost:${(server.address() as AddressInfo).port}`,
    WHMCS_API_IDENTIFIER: 'identifier',
    WHMCS_API_SECRET: 'a-secret-of-the-test',
  });
  server.closeAllConnections();
  return (JSON.parse(out) as Finding[]).find(({ id }) => id === 'certificate');
}

test.each([
  ['run out', { name: 'localhost', until: dayIn(-3) }, 'error', 'CERT_HAS_EXPIRED', 'Renew it'],
  [
    'not valid yet',
    { name: 'localhost', from: dayIn(3) },
    'error',
    'CERT_NOT_YET_VALID',
    'clock of this machine',
  ],
  [
    'of another name',
    { name: 'billing.example.com' },
    'error',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'WHMCS_API_URL',
  ],
  ['about to run out', { name: 'localhost', until: dayIn(5) }, 'warning', undefined, 'Renew it'],
  ['good', { name: 'localhost' }, 'ok', undefined, undefined],
] as const)('a certificate that is %s', async (_, wanted, status, problem, cure) => {
  const said = await saidOf(certified({ ...wanted, issuer: root }));
  expect(said).toMatchObject({ status, ...(problem && { facts: { problem } }) });
  if (cure !== undefined) expect(said?.cure).toContain(cure);
});

test('one without its intermediate certificate, and one of an authority that nobody here knows', async () => {
  const { cert, key } = certified({ name: 'localhost', issuer: between });
  expect(await saidOf({ cert, key })).toMatchObject({
    status: 'error',
    facts: { problem: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' },
    cure: expect.stringContaining('fullchain'),
  });
  expect((await saidOf({ cert: cert + between.cert, key }))?.status).toBe('ok');
  const strange = await saidOf({ cert: cert + between.cert + root.cert, key }, authority('Another'));
  expect(strange).toMatchObject({
    facts: { problem: 'SELF_SIGNED_CERT_IN_CHAIN' },
    cure: expect.stringContaining('NODE_EXTRA_CA_CERTS'),
  });
});
