import { beforeEach, expect, test } from 'vitest';
import { LOCAL_CALLER, sessionFor } from '../../src/guard/index.js';
import { ALLOW_ALL, done, openProgram, policyFile, until } from '../harness.js';
import { finished } from '../program.js';
import { recorder } from '../recorder.js';
import { describePostgres, serverForSuite } from './postgres-engine.js';

const STRICT = { ...ALLOW_ALL, hide: ['whmcs_get_stats'] };
let notes = 0;

describePostgres('a policy that is published in PostgreSQL', { timeout: 90_000 }, () => {
  const server = serverForSuite();
  let env: Record<string, string>;
  beforeEach(async () => {
    const whmcs = await recorder();
    env = { ...whmcs.env, GUARD_STATE: await server().newState(), GUARD_POLICY: 'state' };
  });

  const command = (...words: string[]) => finished(['policy', ...words], env);
  const publish = (policy: unknown) => command('publish', policyFile(policy));

  /** Two replicas that hear of changes: without word they would look only after half a minute. */
  async function replicas() {
    const programs = [openProgram(env), openProgram(env)];
    const stores = await Promise.all(programs.map(({ app }) => app.store()));
    await until(() => stores.every(({ changes }) => changes.isTold()));
    return Promise.all(
      programs.map(async ({ app, connectAs }) => ({
        app,
        agent: await connectAs(sessionFor(LOCAL_CALLER)),
        changed: () => new Promise<void>((tell) => app.onPolicyChange(tell)),
      })),
    );
  }
  type Replicas = Awaited<ReturnType<typeof replicas>>;

  /** What a command says once all replicas have taken what it published, with nobody calling. */
  async function taken(all: Replicas, publishing: () => Promise<{ code: number | null; err: string }>) {
    const changed = Promise.all(all.map((one) => one.changed()));
    const { code, err } = await publishing();
    expect(code, err).toBe(0);
    await changed;
  }

  const numbers = (all: Replicas) => all.map(({ app }) => app.policy().path.split(', ').at(-1));
  const listing = (all: Replicas) =>
    Promise.all(all.map(async ({ agent }) => (await agent.listed()).includes('whmcs_get_stats')));
  const write = ({ agent }: Replicas[number]) => {
    notes += 1;
    return agent.call('whmcs_log_activity', { description: `note ${notes}` });
  };

  test('is taken at once by all; a bad one is refused, and what was in force comes back by its number', async () => {
    const all = await replicas();
    await taken(all, () => publish(ALLOW_ALL));
    expect(await listing(all)).toEqual([true, true]);
    await taken(all, () => publish(STRICT));
    expect(numbers(all)).toEqual(['number 2', 'number 2']);
    expect(await listing(all)).toEqual([false, false]);

    expect(await publish({ ...ALLOW_ALL, no_such_key: true })).toMatchObject({ code: 1 });
    // As a later version would: it passes that one's check, and not ours.
    const { policies } = await (all[0] as Replicas[number]).app.store();
    const document = JSON.stringify({ ...ALLOW_ALL, later_key: true });
    await policies.publish({ name: '', document, revision: 'later', who: 'anna', note: '' }, new Date());
    for (const one of all) done(await write(one));
    expect(numbers(all)).toEqual(['number 2', 'number 2']);
    expect(await listing(all)).toEqual([false, false]);

    await taken(all, () => command('rollback', '1'));
    expect(numbers(all)).toEqual(['number 4', 'number 4']);
    expect(await listing(all)).toEqual([true, true]);
  });

  test('while the database is away nothing is published, the last one stays, and the next one is taken', async () => {
    const all = await replicas();
    await taken(all, () => publish(ALLOW_ALL));
    await server().end('SIGQUIT');
    const failed = await publish(STRICT);
    expect(failed.code).toBe(1);
    expect(failed.err).toContain('GUARD_STATE');
    expect(await listing(all)).toEqual([true, true]);
    for (const { agent } of all) done(await agent.call('whmcs_get_stats'));
    for (const one of all) expect(await write(one)).toMatchObject({ isError: true });

    await server().restart();
    await taken(all, () => publish(STRICT));
    expect(await listing(all)).toEqual([false, false]);
    for (const one of all) await until(async () => !(await write(one)).isError);
  });
});
