import { expect, test } from 'vitest';
import { later, NOON } from '../claims.js';
import type { Current } from './engine.js';

export function killSwitchContract(current: Current): void {
  test('a halt says who, when and why, until somebody resumes', async () => {
    const store = current.store();
    expect(await store.killSwitch.halted()).toBeUndefined();
    await store.killSwitch.halt('anna', 'refunds look wrong', NOON);
    expect(await store.killSwitch.halted()).toEqual({ by: 'anna', at: NOON, reason: 'refunds look wrong' });
    await store.killSwitch.halt('ben', 'still', later(1));
    expect(await store.killSwitch.halted()).toEqual({ by: 'ben', at: later(1), reason: 'still' });
    expect(await store.killSwitch.resume('anna', later(2))).toBeUndefined();
    expect(await store.killSwitch.halted()).toBeUndefined();
    expect(await store.killSwitch.resume('anna', later(3))).toBeUndefined();
    await store.killSwitch.halt('anna', 'again', later(4));
    expect((await store.killSwitch.halted())?.reason).toBe('again');
  });

  test.runIf(current.engine.isShared)(
    'a halt is seen by the next look of every process, and so is its end',
    async () => {
      const [one, other] = [current.store(), await current.another()];
      await one.killSwitch.halt('anna', 'stop', NOON);
      expect(await other.killSwitch.halted()).toMatchObject({ by: 'anna', reason: 'stop' });
      await other.killSwitch.resume('ben', later(1));
      expect(await one.killSwitch.halted()).toBeUndefined();
    },
  );

  test('of halts and resumes at the same moment the last one counts', async () => {
    const { killSwitch } = current.store();
    const steps = Array.from({ length: 20 }, (_none, n) =>
      n % 2 === 0 ? killSwitch.halt('anna', `stop ${n}`, NOON) : killSwitch.resume('ben', NOON),
    );
    await Promise.all(steps);
    await killSwitch.halt('anna', 'the last', NOON);
    expect((await killSwitch.halted())?.reason).toBe('the last');
  });

  test('a time that is none is refused', async () => {
    const { killSwitch } = current.store();
    await expect(killSwitch.halt('anna', 'stop', new Date(Number.NaN))).rejects.toThrow('valid date');
    expect(await killSwitch.halted()).toBeUndefined();
  });
}
