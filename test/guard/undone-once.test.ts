import { setImmediate } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { createUndo } from '../../src/guard/undo.js';
import { openStore } from '../../src/store/index.js';
import { catalog } from '../rows/stage.js';
import { callView } from '../rows/views.js';
import { onSharedEngines } from '../store/shared-engines.js';

onSharedEngines((newLocation) => {
  test('of people who undo a call at the same moment in several processes one does, and the others are told of it', async () => {
    const location = await newLocation();
    const undoings: ReturnType<typeof callView>[] = [];
    let [made, under] = [0, 0];
    let most = 0;
    async function person() {
      const store = await openStore(location);
      onTestFinished(() => store.close());
      return createUndo({
        extras: { actions: new Map() },
        catalog,
        async call({ id }) {
          made += 1;
          under += 1;
          most = Math.max(most, under);
          // Everybody else gets their chance meanwhile.
          for (let turns = 0; turns < 50; turns += 1) await setImmediate();
          under -= 1;
          undoings.push(callView(`u${made}`, id, 'done'));
          return { ok: true, text: '{}' };
        },
        journal: { note: async () => {}, calls: async () => ({ calls: [...undoings], next: undefined }) },
        installation: 'here',
        store: async () => store,
        log: () => {},
      });
    }
    const people = await Promise.all([person(), person(), person()]);
    const call = callView('c1', 's', 'done');
    const came = await Promise.all(people.map((undo) => undo.perform(call, 'anna')));
    expect([made, most]).toEqual([1, 1]);
    expect(came.filter(({ done }) => done)).toHaveLength(1);
    for (const { says } of came.filter(({ done }) => !done))
      expect(says).toContain('undone already, by call u1');
    // Another call is no business of theirs.
    expect(await people[1]?.perform(callView('c2', 's', 'done'), 'anna')).toMatchObject({ done: true });
  });
});
