import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect as connectPlain } from 'node:net';
import { join } from 'node:path';
import { connect, type SecureVersion } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { listen } from '../../src/http/index.js';
import { temporaryFolder, until } from '../harness.js';
import { selfSigned } from './certificate.js';

/** Names a certificate in the files that a server reads. */
function files() {
  const folder = temporaryFolder();
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  return {
    cert,
    key,
    write(name: string) {
      const made = selfSigned(name);
      writeFileSync(cert, made.cert);
      writeFileSync(key, made.key);
    },
  };
}

async function serving(tls: { cert: string; key: string }) {
  const told: string[] = [];
  const listener = await listen({
    host: '127.0.0.1',
    port: 0,
    tls: { ...tls, everyMs: 20 },
    routes: [{ path: '/', methods: ['GET'], handle: (_request, response) => void response.end('here') }],
    log: (_level, event, fields) => void told.push(`${event} ${fields?.note}`),
  });
  onTestFinished(() => listener.close());
  return { url: listener.url, port: Number(new URL(listener.url).port), told };
}

/** The name in the certificate that a server shows. */
async function nameShown(port: number, maxVersion?: SecureVersion): Promise<string> {
  const socket = connect({
    port,
    host: '127.0.0.1',
    rejectUnauthorized: false,
    ...(maxVersion && { maxVersion }),
  });
  try {
    await once(socket, 'secureConnect');
    return String(socket.getPeerCertificate().subject.CN);
  } finally {
    socket.destroy();
  }
}

test('a renewed certificate is taken without a restart, and a broken one is not', async () => {
  const tls = files();
  tls.write('first.example.com');
  const { url, port, told } = await serving(tls);
  expect(url).toMatch(/^https:/);
  expect(await nameShown(port)).toBe('first.example.com');
  tls.write('second.example.com');
  await until(async () => (await nameShown(port)) === 'second.example.com');
  writeFileSync(tls.cert, 'broken');
  await until(() => told.some((line) => line.includes('not used')));
  expect(await nameShown(port)).toBe('second.example.com');
  tls.write('third.example.com');
  await until(async () => (await nameShown(port)) === 'third.example.com');
});

test('old versions of TLS, and requests in clear, are not taken', async () => {
  const tls = files();
  tls.write('mcp.example.com');
  const { port } = await serving(tls);
  await expect(nameShown(port, 'TLSv1.1')).rejects.toThrow();
  const plain = connectPlain(port, '127.0.0.1');
  let received = '';
  plain.on('data', (chunk) => {
    received += chunk.toString('latin1');
  });
  plain.on('error', () => undefined);
  plain.write('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
  await once(plain, 'close');
  expect(received).not.toMatch(/HTTP\/1\.1 2/);
});

test('a certificate or key that can not be used is named, and not taken for a port that is taken', async () => {
  const [good, other] = [files(), files()];
  good.write('mcp.example.com');
  other.write('mcp.example.com');
  const missing = { cert: good.cert, key: join(temporaryFolder(), 'key.pem') };
  await expect(serving(missing)).rejects.toThrow(/^MCP_TLS_KEY can't be read \(there is no such file\)/);
  for (const key of [other.key, good.cert])
    await expect(serving({ cert: good.cert, key })).rejects.toThrow(/^MCP_TLS_CERT and MCP_TLS_KEY are no/);
});
