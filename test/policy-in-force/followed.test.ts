import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { couldBeListed, decide } from '../../src/policy/index.js';
import {
  type FollowPorts,
  followPublished,
  switchPublished,
} from '../../src/policy-in-force/in-state/index.js';
import { openStore, type PolicyRows, type Store } from '../../src/store/index.js';
import { temporaryFolder } from '../harness.js';
import { blank, SHOP, TOOLS } from '../policy/desk.js';

const NOON = new Date('2026-03-10T12:00:00.000Z');
const policy = (more: object = {}) =>
  JSON.stringify({ version: '1', default: 'deny', classes: { read: {}, write: {} }, ...more });
const published = (document: string) => ({ name: '', document, revision: 'r', who: 'anna', note: '' });

async function state(): Promise<Store> {
  const store = await openStore(join(temporaryFolder(), 'state.db'));
  onTestFinished(() => store.close());
  return store;
}

function followed(rows: () => Promise<PolicyRows>, ports: Partial<FollowPorts> = {}) {
  const lines: string[] = [];
  const follower = followPublished({
    policies: rows,
    name: '',
    vocabulary: SHOP,
    log: (_level, event) => lines.push(event),
    ...ports,
  });
  onTestFinished(() => follower.close());
  const listed = () => TOOLS.filter((tool) => couldBeListed(decide(follower.current(), blank(tool))));
  return { ...follower, lines, listed };
}

test('nothing is allowed until a policy is published, and the reason is told', async () => {
  const { policies } = await state();
  const { renew, listed, current, lines } = followed(async () => policies);
  await renew('now');
  await renew('now');
  expect(listed()).toEqual([]);
  const { outcome, deciding } = decide(current(), blank('look'));
  expect(outcome).toBe('deny');
  expect(deciding.message).toContain('No policy is published');
  expect(lines).toEqual(['policy.unpublished']);
  await policies.publish(published(policy()), NOON);
  await renew('now');
  expect(listed()).toEqual(['look', 'read_ticket', 'reply']);
});

test('a look is spared for 50 ms, and not where what is in force now is asked for', async () => {
  const { policies } = await state();
  let ms = 1_000;
  const { renew, listed } = followed(async () => policies, { elapsed: () => ms });
  await renew('lately');
  await policies.publish(published(policy()), NOON);
  ms += 49;
  expect(renew('lately')).toBeUndefined();
  expect(listed()).toEqual([]);
  ms += 1;
  await renew('lately');
  expect(listed()).toEqual(['look', 'read_ticket', 'reply']);
  await policies.publish(published(policy({ hide: ['reply'] })), NOON);
  await renew('now');
  expect(listed()).toEqual(['look', 'read_ticket']);
});

test('one that can not be read leaves the last good one, and is told of once', async () => {
  const { policies } = await state();
  await policies.publish(published(policy({ hide: ['reply'] })), NOON);
  const { renew, listed, lines } = followed(async () => policies);
  await renew('now');
  await policies.publish(published(policy({ later_key: true })), NOON);
  for (let n = 0; n < 3; n += 1) await renew('now');
  expect(listed()).toEqual(['look', 'read_ticket']);
  expect(lines).toEqual(['policy.changed', 'policy.refused']);
  await policies.publish(published(policy()), NOON);
  await renew('now');
  expect(listed()).toEqual(['look', 'read_ticket', 'reply']);
});

test('at the start, one that can not be read leaves nothing allowed: an older one may allow more', async () => {
  const { policies } = await state();
  await policies.publish(published(policy()), NOON);
  await policies.publish(published('{'), NOON);
  const { renew, listed } = followed(async () => policies);
  await renew('now');
  expect(listed()).toEqual([]);
});

test('where the state can not be asked the last good one stays, but nobody is told that it is in force now', async () => {
  const { policies } = await state();
  await policies.publish(published(policy()), NOON);
  let isLost = false;
  let ms = 1_000;
  const { renew, listed, lines } = followed(
    async () => {
      if (isLost) throw new Error('lost');
      return policies;
    },
    { elapsed: () => ms },
  );
  await renew('now');
  isLost = true;
  for (let n = 0; n < 3; n += 1) {
    ms += 50;
    await renew('lately');
  }
  await expect(renew('now')).rejects.toThrow('lost');
  expect(listed()).toEqual(['look', 'read_ticket', 'reply']);
  expect(lines).toEqual(['policy.changed', 'policy.unread']);
  isLost = false;
  await policies.publish(published(policy({ hide: ['reply'] })), NOON);
  await renew('now');
  expect(listed()).toEqual(['look', 'read_ticket']);
});

test('whoever asks while a look is under way waits for one that begins later', async () => {
  const { policies } = await state();
  await policies.publish(published(policy()), NOON);
  const answers: (() => void)[] = [];
  const slow: PolicyRows = {
    ...policies,
    document: (name, number) => policies.document(name, number),
    async newest(name) {
      const found = await policies.newest(name);
      await new Promise<void>((answer) => answers.push(answer));
      return found;
    },
  };
  const { renew, listed } = followed(async () => slow);
  const first = renew('now');
  await expect.poll(() => answers.length).toBe(1);
  await policies.publish(published(policy({ hide: ['reply'] })), NOON);
  const second = renew('now');
  const third = renew('now');
  answers.shift()?.();
  await first;
  expect(listed()).toContain('reply');
  await expect.poll(() => answers.length).toBe(1);
  answers.shift()?.();
  await Promise.all([second, third]);
  expect(listed()).not.toContain('reply');
  expect(answers).toEqual([]);
});

test('a tool is switched by publishing what a person would have written, after whatever others published', async () => {
  const { policies } = await state();
  const by = { tool: 'reply', on: false, who: 'bea', at: NOON };
  expect(await switchPublished(policies, '', by, SHOP)).toContain('No policy is published');
  await policies.publish(published(policy()), NOON);
  expect(await switchPublished(policies, '', by, SHOP)).toBeUndefined();
  expect(await switchPublished(policies, '', by, SHOP)).toBeUndefined();
  expect(await policies.newest('')).toMatchObject({ number: 2, who: 'bea', note: 'reply switched off' });
  const both = ['look', 'read_ticket'].map((tool) => switchPublished(policies, '', { ...by, tool }, SHOP));
  expect(await Promise.all(both)).toEqual([undefined, undefined]);
  const newest = await policies.newest('');
  expect(newest?.number).toBe(4);
  expect(JSON.parse((await policies.document('', 4)) ?? '').hide.toSorted()).toEqual([
    'look',
    'read_ticket',
    'reply',
  ]);
  expect(await switchPublished(policies, '', { ...by, tool: 'none' }, SHOP)).toContain('no tool "none"');
});
