import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from './harness.js';
import { ownEnv } from './program.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const start = promisify(execFile);

type Manifest = { name: string; version: string; dependencies?: Record<string, string> };

const manifestOf = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

/** The folders of a package and of all that it depends on, as they are installed here. */
function withDependencies(folder: string, found = new Set<string>()): Set<string> {
  if (found.has(folder)) return found;
  found.add(folder);
  for (const name of Object.keys(manifestOf(folder).dependencies ?? {}))
    withDependencies(join(ROOT, 'node_modules', name), found);
  return found;
}

/** An npm registry of this package and what it depends on, and of nothing else, for one test. Resolves to its address. */
export async function ownRegistry(): Promise<string> {
  const folder = temporaryFolder();
  const folders = [...withDependencies(ROOT)];
  const env = ownEnv({ npm_config_cache: join(folder, 'cache'), npm_config_update_notifier: 'false' });
  // Scripts would build again, under the tests that run meanwhile.
  const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder, ...folders];
  const { stdout } = await start('npm', pack, { cwd: folder, env });
  const packed: { filename: string; name: string; integrity: string }[] = JSON.parse(stdout);
  const packages = new Map(folders.map((path) => [manifestOf(path).name, manifestOf(path)]));

  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '').slice(1);
    const archive = packed.find(({ filename }) => filename === path);
    if (archive !== undefined) {
      createReadStream(join(folder, archive.filename)).pipe(response);
      return;
    }
    const manifest = packages.get(path);
    const made = packed.find(({ name }) => name === path);
    if (manifest === undefined || made === undefined) {
      response.writeHead(404).end('{}');
      return;
    }
    const dist = { tarball: `${address}/${made.filename}`, integrity: made.integrity };
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({
        name: path,
        'dist-tags': { latest: manifest.version },
        versions: { [manifest.version]: { ...manifest, dist } },
      }),
    );
  }).listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  await once(server, 'listening');
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return address;
}
