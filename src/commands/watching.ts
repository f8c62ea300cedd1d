import { packageVersion } from '../app.js';
import type { Config } from '../config/index.js';
import type { Install } from '../installs/index.js';
import type { Log } from '../log.js';
import type { Metrics, Observer } from '../telemetry/index.js';

/** What hears of the calls of a server. */
export interface Watching {
  /** Undefined where nobody listens. */
  readonly observer: Observer | undefined;
  readonly metrics: Metrics | undefined;
  close(): Promise<void>;
}

export const UNWATCHED: Watching = { observer: undefined, metrics: undefined, close: async () => {} };

/**
 * Begins to listen; what is not asked for is not loaded. Metrics are for servers that somebody can ask for them.
 * `installs`: the WHMCS that a file names.
 */
export async function startWatching(
  { telemetry: { traces }, whmcs }: Pick<Config, 'telemetry' | 'whmcs'>,
  { log, hasMetrics, installs }: { log: Log; hasMetrics: boolean; installs: readonly Install[] },
): Promise<Watching> {
  if (!hasMetrics && traces === undefined) return UNWATCHED;
  const tracing =
    traces &&
    (await import('../telemetry/traces/index.js')).startTracing(traces, {
      version: packageVersion(),
      whmcs: new URL(whmcs.url),
      installs: new Map(installs.map(({ name, config }) => [name, new URL(config.whmcs.url)])),
      log,
    });
  if (!hasMetrics) return { ...UNWATCHED, observer: tracing?.observer, close: async () => tracing?.close() };
  const { both, createMetrics } = await import('../telemetry/index.js');
  const metrics = createMetrics(installs.map(({ name }) => name));
  return {
    observer: tracing === undefined ? metrics.observer : both(tracing.observer, metrics.observer),
    metrics,
    close: async () => tracing?.close(),
  };
}
