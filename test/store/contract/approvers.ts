import { expect, test } from 'vitest';
import { later, NOON } from '../claims.js';
import type { Current } from './engine.js';

export function approverContract(current: Current): void {
  test('one row a person: a second password replaces the first, name and date of adding stay', async () => {
    const { approvers } = current.store();
    await approvers.put({ name: 'Anna', password: 'digest 1', at: NOON });
    await approvers.put({ name: 'ANNA', password: 'digest 2', at: later(1) });
    const anna = { name: 'Anna', password: 'digest 2', addedAt: NOON, changedAt: later(1) };
    expect(await approvers.list()).toEqual([anna]);
    expect(await approvers.find('anna')).toEqual(anna);
    expect(await approvers.find('Anna')).toBeUndefined();
  });

  test('who decides for some grants alone does so after another password, too, until others are given', async () => {
    const { approvers } = current.store();
    await approvers.put({ name: 'anna', password: 'digest 1', grants: ['support', 'bill ing'], at: NOON });
    await approvers.put({ name: 'ben', password: 'digest', at: NOON });
    await approvers.put({ name: 'Anna', password: 'digest 2', at: later(1) });
    expect((await approvers.find('anna'))?.grants).toEqual(['support', 'bill ing']);
    expect((await approvers.find('ben'))?.grants).toBeUndefined();
    await approvers.put({ name: 'anna', password: 'digest 3', grants: ['billing'], at: later(2) });
    expect((await approvers.list()).map(({ grants }) => grants)).toEqual([['billing'], undefined]);
  });

  test('people come in order, and who is removed is gone for everybody', async () => {
    const { approvers } = current.store();
    for (const name of ['ben', 'Özge', 'Anna']) await approvers.put({ name, password: 'digest', at: NOON });
    expect((await approvers.list()).map(({ name }) => name)).toEqual(['Anna', 'ben', 'Özge']);
    expect(await approvers.remove('özge')).toBe(true);
    expect(await approvers.remove('özge')).toBe(false);
    const reader = current.engine.isShared ? await current.another() : current.store();
    expect((await reader.approvers.list()).map(({ name }) => name)).toEqual(['Anna', 'ben']);
  });
}
