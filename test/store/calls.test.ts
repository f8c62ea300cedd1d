import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../src/store/index.js';

const day = (n: number) => new Date(Date.UTC(2026, 0, n));
const call = (n: number, tool = 'whmcs_get_stats') => ({
  at: day(n),
  tool,
  caller: 'local',
  said: { args: { n } },
});

test('calls come back as they were, oldest first, over a restart', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'calls-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'state.db');
  const first = await openStore(path);
  await first.record(call(3));
  await first.record(call(2, 'whmcs_log_activity'));
  await first.close();
  const again = await openStore(path);
  expect(await again.calls(day(1))).toEqual([call(2, 'whmcs_log_activity'), call(3)]);
  expect(await again.calls(day(3))).toEqual([call(3)]);
  await again.close();
});

test('calls older than 30 days go, a few at a time', async () => {
  const store = await openStore('memory');
  for (let n = 1; n <= 10; n += 1) await store.record(call(n));
  for (let n = 0; n < 3; n += 1) await store.record(call(41 + n));
  expect((await store.calls(day(1))).map(({ at }) => at)).toEqual([41, 42, 43].map(day));
  await store.close();
});
