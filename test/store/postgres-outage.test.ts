import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { verify } from '../../src/audit/index.js';
import { LOCAL_CALLER, sessionFor } from '../../src/guard/index.js';
import { openStore } from '../../src/store/index.js';
import { type Agent, ALLOW_ALL, done, openProgram, policyFile, until } from '../harness.js';
import { recorder } from '../recorder.js';
import { IS_WHOLE } from '../setup/whole.js';
import { describePostgres, serverForSuite } from './postgres-engine.js';

let notes = 0;
/** A write that was not made before. */
const write = (agent: Agent) => {
  notes += 1;
  return agent.call('whmcs_log_activity', { description: `note ${notes}` });
};
const LIMITED = { ...ALLOW_ALL, all_tools: { limits: [{ counter: 'calls', max: 100, window: 'minute' }] } };

describePostgres('PostgreSQL that is stopped while servers run', { timeout: 90_000 }, () => {
  const server = serverForSuite();
  let url: string;
  beforeEach(async () => {
    url = await server().newState();
    // The next test finds it running.
    onTestFinished(() => server().restart());
  });

  async function stage(policy: unknown) {
    const whmcs = await recorder();
    const { app, connectAs } = openProgram({
      ...whmcs.env,
      GUARD_POLICY: policyFile(policy),
      GUARD_STATE: url,
    });
    const agent = await connectAs(sessionFor(LOCAL_CALLER));
    const sent = (action: string) => whmcs.received.filter((one) => one.action === action).length;
    return { whmcs, agent, app, sent };
  }

  // It may break connections off, or end them first and then itself.
  test.each(IS_WHOLE ? (['SIGINT', 'SIGQUIT'] as const) : (['SIGQUIT'] as const))(
    'by %s: no write leaves, reads go on, and all goes on once it is back',
    async (signal) => {
      const { agent, sent, app } = await stage(ALLOW_ALL);
      done(await write(agent));
      await server().end(signal);
      for (let round = 0; round < 2; round += 1) {
        const refused = await write(agent);
        expect(refused).toMatchObject({ isError: true, code: 'internal' });
        expect(refused.text).toContain('state');
        expect(refused.text).toContain('Nothing was sent');
      }
      done(await agent.call('whmcs_get_currencies'));
      expect(sent('LogActivity')).toBe(1);
      await server().restart();
      await until(async () => !(await write(agent)).isError);
      expect(await verify((await app.store()).journal)).toMatchObject({ ok: true });
    },
  );

  test('a read that a limit counts is not sent while nobody can count it', async () => {
    const { agent, sent } = await stage(LIMITED);
    done(await agent.call('whmcs_get_currencies'));
    await server().end('SIGQUIT');
    expect(await agent.call('whmcs_get_payment_methods')).toMatchObject({ isError: true, code: 'internal' });
    expect(sent('GetPaymentMethods')).toBe(0);
    await server().restart();
    await until(async () => !(await agent.call('whmcs_get_payment_methods')).isError);
  });

  test('a write that had left is told, and written down once it is back', async () => {
    const { agent, whmcs, sent } = await stage(ALLOW_ALL);
    done(await agent.call('whmcs_get_currencies'));
    let stopped: Promise<void> | undefined;
    whmcs.answers.set('LogActivity', () => {
      stopped = server().end('SIGQUIT');
      return { result: 'success' };
    });
    expect(await write(agent)).toMatchObject({ isError: false });
    await stopped;
    whmcs.answers.delete('LogActivity');
    await server().restart();
    const store = await openStore(url);
    onTestFinished(() => store.close());
    const outcomes = async () => (await store.journal.find({ kinds: ['outcome'], limit: 9 })).length;
    await until(async () => (await outcomes()) > 0);
    expect(await store.journal.find({ kinds: ['outcome'], outcome: 'done', limit: 9 })).toHaveLength(1);
    expect(sent('LogActivity')).toBe(1);
    expect(await verify(store.journal)).toMatchObject({ ok: true });
  });
});
