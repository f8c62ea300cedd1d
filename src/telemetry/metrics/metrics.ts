import { collectDefaultMetrics, Registry } from 'prom-client';
import type { Observer } from '../observers.js';
import { callMetrics } from './call-metrics.js';
import { type StandingPorts, standingMetrics } from './standing-metrics.js';

export interface Metrics {
  readonly observer: Observer;
  /** Gives the gauges what they are read from; once. */
  watch(ports: StandingPorts): void;
  readonly contentType: string;
  /** All of them, as Prometheus reads it. Who asks while others do has the same answer. */
  text(): Promise<string>;
}

/**
 * Metrics of this process, beside those that Node.js has of itself: memory, CPU, garbage collection, delay of the event loop.
 * @param installs the names of the WHMCS that a file names: what is of one of them has its name as a label
 */
export function createMetrics(installs: readonly string[] = []): Metrics {
  const registry = new Registry();
  // The delay of the event loop is measured by a timer: this often is precise enough, and wakes the process less.
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 20 });
  let refresh = async () => {};
  let asked: Promise<string> | undefined;
  return {
    observer: callMetrics(registry, installs),
    watch(ports) {
      refresh = standingMetrics(registry, ports, installs);
    },
    contentType: registry.contentType,
    text() {
      asked ??= refresh()
        .then(() => registry.metrics())
        .finally(() => {
          asked = undefined;
        });
      return asked;
    },
  };
}
