import { expect, test } from 'vitest';
import { planAttacks } from './scorecard/attacks.js';
import { scoreOf } from './scorecard/card.js';
import { CARRIERS } from './scorecard/carriers.js';
import { TASKS } from './scorecard/desk/index.js';
import { GOALS, GROUPS, LEFT_OPEN } from './scorecard/goals/index.js';
import { play } from './scorecard/play.js';
import { NO_GUARD_NAME, SHIPPED } from './scorecard/policies.js';

test('the card is as wide as it claims', () => {
  const attacks = planAttacks(GOALS);
  expect(GOALS.length).toBeGreaterThanOrEqual(40);
  expect(TASKS.length).toBeGreaterThanOrEqual(60);
  expect(CARRIERS.length).toBeGreaterThanOrEqual(8);
  const ids = [...GOALS, ...LEFT_OPEN, ...TASKS].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect([...GOALS, ...LEFT_OPEN].filter(({ short }) => short.length > 60)).toEqual([]);
  for (const goal of GOALS) {
    const rooms = attacks.filter((attack) => attack.goal === goal).map(({ carrier }) => carrier.room);
    expect(rooms.toSorted(), goal.id).toEqual(['long', 'long', 'short']);
  }
  for (const group of GROUPS) {
    const used = attacks.filter(({ goal }) => goal.group === group).map(({ carrier }) => carrier.name);
    expect(new Set(used).size, group).toBe(CARRIERS.length);
  }
});

test('a sample of attacks harms nobody under any shipped policy, and the desk still works', {
  timeout: 120_000,
}, async () => {
  const { outcomes, works } = await play({ policies: SHIPPED, every: 20, lanes: 2 });
  expect(outcomes.filter(({ fault }) => fault !== undefined)).toEqual([]);
  expect(outcomes.filter(({ harm, leftOpen }) => harm !== undefined && !leftOpen)).toEqual([]);
  const score = scoreOf('default', outcomes, works);
  expect(score.withPersonClean).toBe(score.tasks);
});

test('without a guard the same attacks go through, so that it is the guard that stops them', {
  timeout: 60_000,
}, async () => {
  const { outcomes } = await play({
    policies: [NO_GUARD_NAME],
    every: 40,
    tasks: [],
    goals: GOALS.map(({ id }) => id),
    lanes: 2,
  });
  expect(outcomes.length).toBeGreaterThan(0);
  expect(outcomes.filter(({ harm, stoppedAnyway }) => harm === undefined && !stoppedAnyway)).toEqual([]);
});
