import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStore } from '../../src/store/index.js';
import { type NewLocation, onSharedEngines } from '../store/shared-engines.js';
import { approvalIn, cancelOrder, later, MINUTE, NOON, RULES, saying } from './samples.js';
import { startWorkers, type Workers } from './worker-processes.js';

const PROCESSES = 5;
const ROUNDS = 10;

let workers: Workers;
beforeAll(async () => {
  workers = await startWorkers(PROCESSES);
}, 60_000);
afterAll(() => workers.close());

async function shared(newLocation: NewLocation) {
  const path = await newLocation();
  await workers.all(() => ({ order: 'connect', path }));
  return openStore(path);
}

const at = NOON.toISOString();
const requests = (worker: number, round: number, count: number, differing: object = {}) =>
  Array.from({ length: count }, (_none, index) =>
    cancelOrder({ id: `W${worker}R${round}-${index}`, digest: `round ${round}`, ...differing }),
  );

onSharedEngines((newLocation) => {
  test('fifty asks for one call, from all processes at once, open one request', async () => {
    const store = await shared(newLocation);
    for (let round = 0; round < ROUNDS; round += 1) {
      const answers = await workers.all((worker) => ({
        order: 'open',
        approvals: requests(worker, round, 10),
        at,
      }));
      const opened = answers.flatMap((answer) => answer.opened ?? []);
      expect(opened).toHaveLength(1);
      expect(new Set(answers.flatMap((answer) => answer.met ?? []))).toEqual(new Set(opened));
      await store.approvals.vote(opened[0] ?? '', saying(true));
    }
    expect(await store.approvals.list({ limit: 100 }, NOON)).toHaveLength(ROUNDS);
    await store.close();
  }, 60_000);

  test('no process lets a caller have more waiting than the others let it', async () => {
    const store = await shared(newLocation);
    const answers = await workers.all((worker) => ({
      order: 'open',
      approvals: Array.from({ length: 4 }, (_none, index) =>
        cancelOrder({ id: `W${worker}-${index}`, digest: `call ${worker} ${index}` }),
      ),
      at,
    }));
    expect(answers.flatMap((answer) => answer.opened ?? [])).toHaveLength(RULES.mostPending);
    expect(await store.approvals.list({ states: ['pending'], limit: 100 }, NOON)).toHaveLength(
      RULES.mostPending,
    );
    await store.close();
  }, 60_000);

  test('of all who reach for an approved request, in all processes, one gets it', async () => {
    const store = await shared(newLocation);
    for (let round = 0; round < ROUNDS; round += 1) {
      const opening = await store.approvals.open(cancelOrder({ digest: `round ${round}` }), RULES, NOON);
      const { id } = approvalIn(opening);
      await store.approvals.vote(id, saying(true));
      const answers = await workers.all(() => ({ order: 'use', id, times: 10, at }));
      expect(answers.reduce((sum, answer) => sum + (answer.uses ?? 0), 0)).toBe(1);
    }
    await store.close();
  }, 60_000);

  // A yes can be taken back until its call has left, so a no that comes after it counts, too.
  test('of a yes and a no at the same moment one each counts at most, and the no is the end', async () => {
    const store = await shared(newLocation);
    for (let round = 0; round < ROUNDS; round += 1) {
      const opening = await store.approvals.open(cancelOrder({ digest: `round ${round}` }), RULES, NOON);
      const { id } = approvalIn(opening);
      const answers = await workers.all((worker) => ({
        order: 'vote',
        id,
        who: `w${worker}`,
        yes: worker % 2 === 0,
        at,
      }));
      const counted = (yes: boolean) =>
        answers.filter((answer, worker) => answer.counted && (worker % 2 === 0) === yes).length;
      expect(counted(true)).toBeLessThanOrEqual(1);
      expect(counted(false)).toBe(1);
      const after = await store.approvals.get(id, NOON);
      expect(after?.votes).toHaveLength(counted(true) + 1);
      expect(after?.state).toBe('denied');
      expect(await store.approvals.use(id, NOON)).toBe(false);
    }
    await store.close();
  }, 60_000);

  test('two people in two processes at the same moment are two people', async () => {
    const store = await shared(newLocation);
    const asked = cancelOrder({ approvers: PROCESSES });
    const { id } = approvalIn(await store.approvals.open(asked, RULES, NOON));
    await workers.all((worker) => ({ order: 'vote', id, who: `w${worker}`, yes: true, at }));
    expect(await store.approvals.get(id, later(MINUTE))).toMatchObject({ state: 'approved' });
    await store.close();
  }, 60_000);
});
