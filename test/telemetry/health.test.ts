import { request } from 'node:http';
import { expect, test } from 'vitest';
import { createHealth } from '../../src/telemetry/index.js';
import { ALLOW_ALL, policyFile } from '../harness.js';
import { recorder } from '../recorder.js';
import { watchedStage } from './stage.js';

async function probe(url: string, path: string) {
  const answer = await fetch(`${url}${path}`);
  return { status: answer.status, body: await answer.json() };
}

const READY = { status: 200, body: { status: 'ready' } };

/** Asks routes without a listener, by a clock of the test's own. */
function asked(watched: Parameters<typeof createHealth>[0]) {
  let now = 0;
  const health = createHealth(watched, () => now);
  return {
    health,
    pass: (ms: number) => {
      now += ms;
    },
    async ready(): Promise<{ status: number; body: unknown }> {
      const route = health.routes.find(({ path }) => path === '/readyz');
      let status = 0;
      let body = '';
      const response = {
        writeHead: (code: number) => {
          status = code;
        },
        end: (text: string) => {
          body = text;
        },
      };
      await route?.handle({} as never, response as never, {} as never);
      return { status, body: JSON.parse(body) };
    },
  };
}

const store = (halted: () => Promise<undefined>) => async () => ({ killSwitch: { halted } }) as never;

test('a server that runs is alive and ready', async () => {
  const { url } = await watchedStage((await recorder()).env);
  expect(await probe(url, '/healthz')).toEqual({ status: 200, body: { status: 'alive' } });
  expect(await probe(url, '/readyz')).toEqual(READY);
});

test('probes name this machine as they like, by GET or HEAD', async () => {
  const { url } = await watchedStage((await recorder()).env);
  const status = await new Promise((tell, fail) => {
    const options = { method: 'HEAD', headers: { host: '10.0.0.7:8808' } };
    request(`${url}/readyz`, options, (answer) => tell(answer.resume().statusCode))
      .on('error', fail)
      .end();
  });
  expect(status).toBe(200);
});

test('a WHMCS that is left alone makes a server unready, with no word of its own', async () => {
  const whmcs = await recorder();
  const { url, agent, app } = await watchedStage({ ...whmcs.env, GUARD_POLICY: policyFile(ALLOW_ALL) });
  whmcs.answers.set('GetCurrencies', { result: 'error', message: 'Invalid or missing credentials' });
  await agent.call('whmcs_get_currencies');
  expect(app.whmcsRestsFor()).toBe('auth');
  expect(await probe(url, '/readyz')).toEqual({
    status: 503,
    body: { status: 'not ready', reasons: ['whmcs_resting'] },
  });
  expect((await probe(url, '/healthz')).status).toBe(200);
});

test('a state that does not answer makes a server unready, and one that hangs is not waited for', async () => {
  const lost = asked({
    store: store(() => Promise.reject(new Error('no secret of the state is told'))),
    whmcsRestsFor: () => undefined,
  });
  const unreachable = { status: 503, body: { status: 'not ready', reasons: ['state_unreachable'] } };
  expect(await lost.ready()).toEqual(unreachable);
  const hanging = asked({ store: store(() => new Promise(() => {})), whmcsRestsFor: () => undefined });
  expect(await hanging.ready()).toEqual(unreachable);
});

test('the state is looked at once a second, however often somebody asks', async () => {
  let looks = 0;
  const watched = asked({
    store: store(async () => {
      looks += 1;
      return undefined;
    }),
    whmcsRestsFor: () => undefined,
  });
  for (let times = 0; times < 20; times += 1) expect(await watched.ready()).toEqual(READY);
  expect(looks).toBe(1);
  watched.pass(1_000);
  await watched.ready();
  expect(looks).toBe(2);
});

test('a server that stops is unready at once', async () => {
  const { health, url } = await watchedStage((await recorder()).env);
  expect(await probe(url, '/readyz')).toEqual(READY);
  health.stop();
  expect(await probe(url, '/readyz')).toEqual({
    status: 503,
    body: { status: 'not ready', reasons: ['stopping'] },
  });
  expect((await probe(url, '/healthz')).status).toBe(200);
});
