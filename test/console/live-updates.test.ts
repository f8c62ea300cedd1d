import { expect, test } from 'vitest';
import { LiveUpdates } from '../../src/console/live-updates.js';
import type { StoredApproval } from '../../src/store/index.js';

/** Open pages over lists that a test changes. */
function pages({ isTold }: { isTold: boolean }) {
  let shown: Partial<StoredApproval>[] = [];
  let looks = 0;
  const listeners = new Map<string, () => void>();
  const updates = new LiveUpdates({
    approvals: {
      list: async () => {
        looks += 1;
        return shown as StoredApproval[];
      },
      get: async () => undefined,
      vote: () => expect.fail('nobody votes'),
    },
    changes: {
      isTold: () => isTold,
      watch(topic, listener) {
        listeners.set(topic, listener);
        return () => listeners.delete(topic);
      },
    },
    halted: async () => undefined,
    log: () => undefined,
  });
  const reader = updates.watch(async () => true)?.getReader();
  return {
    updates,
    listeners,
    looks: () => looks,
    change: () => {
      shown = [...shown, { id: `ASK-${shown.length}`, state: 'pending', votes: [], note: '' }];
    },
    /** The next change that the page hears of. */
    async next(): Promise<string> {
      for (;;) {
        const { value } = (await reader?.read()) ?? {};
        const text = new TextDecoder().decode(value);
        if (text.startsWith('data:')) return text;
      }
    },
    leave: () => reader?.cancel(),
  };
}

// Shorter than the pause between looks where changes are told.
test.each(['approvals', 'kill switch'])(
  'word of %s reaches an open page at once',
  {
    timeout: 4_000,
  },
  async (topic) => {
    const { listeners, change, next, looks, leave } = pages({ isTold: true });
    const first = await next();
    const before = looks();
    change();
    listeners.get(topic)?.();
    expect(await next()).not.toBe(first);
    expect(looks() - before).toBe(2);
    await leave();
  },
);

test('word is listened to for as long as a page is open', { timeout: 10_000 }, async () => {
  const { listeners, next, leave } = pages({ isTold: true });
  await next();
  expect([...listeners.keys()]).toEqual(['approvals', 'kill switch']);
  await leave();
  await expect.poll(() => listeners.size, { timeout: 5_000 }).toBe(0);
});

test('where no word comes the lists are looked at again', { timeout: 10_000 }, async () => {
  const { change, next, leave } = pages({ isTold: false });
  const first = await next();
  change();
  expect(await next()).not.toBe(first);
  await leave();
});
