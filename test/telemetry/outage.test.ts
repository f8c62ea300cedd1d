import { expect, test } from 'vitest';
import { ALLOW_ALL, policyFile } from '../harness.js';
import { recorder } from '../recorder.js';
import { describePostgres, serverForSuite } from '../store/postgres-engine.js';
import { watchedStage } from './stage.js';

const PATIENCE = { timeout: 30_000, interval: 100 };

describePostgres('a server whose PostgreSQL is stopped and started again', { timeout: 90_000 }, () => {
  const server = serverForSuite();

  test('is unready meanwhile, tells what it could not write, and is ready again by itself', async () => {
    const whmcs = await recorder();
    const { agent, url, metric } = await watchedStage({
      ...whmcs.env,
      GUARD_POLICY: policyFile(ALLOW_ALL),
      GUARD_STATE: await server().newState(),
    });
    const ready = async () => (await fetch(`${url}/readyz`)).json();
    await expect.poll(ready, PATIENCE).toEqual({ status: 'ready' });
    expect(await metric('whmcs_mcp_state_up')).toBe(1);

    await server().end('SIGQUIT');
    await expect.poll(ready, PATIENCE).toEqual({ status: 'not ready', reasons: ['state_unreachable'] });
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect((await agent.call('whmcs_get_currencies')).isError).toBe(false);
    expect(await metric('whmcs_mcp_state_up')).toBe(0);
    expect(await metric('whmcs_mcp_journal_unwritten')).toBe(1);
    expect(await metric('whmcs_mcp_journal_lag_seconds')).toBeGreaterThan(0);

    await server().restart();
    await expect.poll(ready, PATIENCE).toEqual({ status: 'ready' });
    await expect.poll(() => metric('whmcs_mcp_journal_unwritten'), PATIENCE).toBe(0);
    expect(await metric('whmcs_mcp_state_up')).toBe(1);
  });
});
