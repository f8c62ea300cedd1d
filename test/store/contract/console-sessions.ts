import { expect, test } from 'vitest';
import { later, NOON } from '../claims.js';
import type { Current } from './engine.js';

const NONE = { startedBefore: new Date(0), seenBefore: new Date(0), most: 100 };
const ANNA = { who: 'anna', by: { way: 'provider' } };

export function consoleSessionContract(current: Current): void {
  const sessions = () => current.store().consoleSessions();
  const another = async () =>
    (current.engine.isShared ? await current.another() : current.store()).consoleSessions();

  test('who signed in is known to everybody, with when they were last seen and what they are told once', async () => {
    const own = await sessions();
    await own.start({ digest: 'd', person: ANNA }, NOON, NONE);
    const reader = await another();
    const session = { digest: 'd', person: ANNA, startedAt: NOON, seenAt: NOON, message: undefined };
    expect(await reader.find('d')).toEqual(session);
    for (const other of ['D', 'd ', '']) expect(await reader.find(other), other).toBeUndefined();
    await reader.seen('d', later(2));
    await own.seen('d', later(1));
    await reader.setMessage('d', { kind: 'done', text: 'Ünder way' });
    const told = { ...session, seenAt: later(2), message: { kind: 'done', text: 'Ünder way' } };
    expect(await own.find('d')).toEqual(told);
    await own.setMessage('d', undefined);
    expect(await reader.find('d')).toEqual({ ...told, message: undefined });
  });

  test('who signed out is known to nobody, and is brought back by nothing', async () => {
    const own = await sessions();
    await own.start({ digest: 'd', person: ANNA }, NOON, NONE);
    await own.start({ digest: 'e', person: ANNA }, NOON, NONE);
    const other = await another();
    await other.end('d');
    await own.seen('d', later(1));
    await own.setMessage('d', 'x');
    expect(await own.find('d')).toBeUndefined();
    expect(await own.find('e')).toMatchObject({ person: ANNA });
  });

  test('when another one starts, those that are over go, and the oldest beyond what there may be', async () => {
    const own = await sessions();
    const left = async () => {
      const all = ['old', 'idle', 'a', 'b', 'c', 'd'].map(async (digest) => [digest, await own.find(digest)]);
      return (await Promise.all(all)).flatMap(([digest, found]) => (found === undefined ? [] : [digest]));
    };
    for (const [at, digest] of ['old', 'idle', 'a', 'b'].entries())
      await own.start({ digest, person: ANNA }, later(at), NONE);
    await own.seen('old', later(50));
    await own.seen('a', later(50));
    await own.seen('b', later(50));
    const ends = { startedBefore: later(1), seenBefore: later(40), most: 100 };
    await own.start({ digest: 'c', person: ANNA }, later(60), ends);
    expect(await left()).toEqual(['a', 'b', 'c']);
    await own.start({ digest: 'd', person: ANNA }, later(61), { ...NONE, most: 2 });
    expect(await left()).toEqual(['c', 'd']);
  });
}
