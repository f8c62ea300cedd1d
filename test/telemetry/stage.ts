import { onTestFinished } from 'vitest';
import type { App } from '../../src/app.js';
import { LOCAL_CALLER, sessionFor } from '../../src/guard/index.js';
import { type Listener, listen } from '../../src/http/index.js';
import { createHealth, createMetrics, type Health, metricsRoute } from '../../src/telemetry/index.js';
import { type Agent, openProgram } from '../harness.js';

export interface WatchedStage {
  readonly app: App;
  readonly agent: Agent;
  readonly health: Health;
  readonly url: string;
  /** The value of one series, as `/metrics` tells it: `name{label="value"}`. */
  metric(series: string): Promise<number | undefined>;
}

interface Options {
  readonly token?: string;
  readonly sessions?: () => number;
}

/** The program in this process, with its probes and metrics by HTTP. */
export async function watchedStage(
  env: Record<string, string>,
  { token, sessions = () => 0 }: Options = {},
): Promise<WatchedStage> {
  const metrics = createMetrics();
  const { app, connectAs } = openProgram(env, {}, onTestFinished, undefined, metrics.observer);
  const health = createHealth(app);
  metrics.watch({ ...app, version: '1.2.3', sessions, now: () => new Date() });
  const listener: Listener = await listen({
    host: '127.0.0.1',
    port: 0,
    hosts: [],
    origins: [],
    proxies: undefined,
    tls: undefined,
    routes: [...health.routes, metricsRoute(metrics, token)],
    log: () => {},
  });
  onTestFinished(() => listener.close());
  return {
    app,
    agent: await connectAs(sessionFor(LOCAL_CALLER)),
    health,
    url: listener.url,
    async metric(series) {
      const headers = token === undefined ? undefined : { authorization: `Bearer ${token}` };
      const text = await (await fetch(`${listener.url}/metrics`, headers && { headers })).text();
      const line = text.split('\n').find((one) => one.startsWith(`${series} `));
      return line === undefined ? undefined : Number(line.slice(series.length + 1));
    },
  };
}
