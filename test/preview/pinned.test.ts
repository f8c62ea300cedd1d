import { expect, test } from 'vitest';
import { digestOf } from '../../src/approvals/index.js';
import { startSandbox } from '../../src/sandbox/index.js';
import { previewed, toolNamed } from './asking.js';
import { callsOf } from './calls.js';

const KEY = Buffer.from('the same key at each run of this test');

/**
 * An approval is bound to the digest of the arguments and to the snapshot: where one of them is computed otherwise, each
 * request that waits for a person becomes void. The rest is what a person reads. `vitest -u` rewrites the file: read the diff.
 */
test('digests, snapshots and texts of all tools that change something are those that were reviewed', async () => {
  const sandbox = await startSandbox();
  const pinned = await Promise.all(
    callsOf(sandbox).map(async ({ name, args }) => {
      const parsed = toolNamed(name).parse(args);
      if ('problems' in parsed) throw new Error(`${name}: ${parsed.problems}`);
      const { snapshot, ...texts } = await previewed(sandbox, name, args);
      return { tool: name, args, digest: digestOf(KEY, name, parsed.values), snapshot, ...texts };
    }),
  );
  await sandbox.close();
  await expect(`${JSON.stringify(pinned, null, 1)}\n`).toMatchFileSnapshot('../fixtures/previews.json');
});
