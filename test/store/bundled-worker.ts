import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

/** Stays where it was installed, beside its native binary. */
const ENGINE = '@photostructure/sqlite';

/** A worker of the tests as a program in a folder, because plain Node.js can't run TypeScript. Resolves to its path. */
export async function bundledWorker(source: URL, folder: string): Promise<string> {
  const bundle = await rolldown({
    input: fileURLToPath(source),
    platform: 'node',
    plugins: [
      {
        name: 'engine-where-it-is',
        resolveId: (id) => (id === ENGINE ? { id: import.meta.resolve(id), external: true } : null),
      },
    ],
  });
  await bundle.write({ dir: folder, entryFileNames: 'worker.mjs', format: 'esm' });
  await bundle.close();
  return join(folder, 'worker.mjs');
}
