import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Observer } from '../observers.js';
import { placeLabels } from './place-labels.js';

/** Seconds; the last ones are calls that wait for people. */
const CALL_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];
const TRY_BUCKETS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];

/** Counts calls of tools and calls to WHMCS. Each label has a bounded set of values, none of which an agent can choose. */
export function callMetrics(registry: Registry, installs: readonly string[]): Observer {
  const registers = [registry];
  const { names, labels } = placeLabels(installs);
  const calls = new Counter({
    name: 'whmcs_mcp_calls_total',
    help: 'Calls of tools that are over. decision: what the policy said, none where it was not asked. outcome: done, or the code of the failure.',
    labelNames: [...names, 'tool', 'class', 'decision', 'outcome'] as const,
    registers,
  });
  const durations = new Histogram({
    name: 'whmcs_mcp_call_duration_seconds',
    help: 'From the arrival of a call to its answer, waits for people included.',
    labelNames: [...names, 'class'] as const,
    buckets: CALL_BUCKETS,
    registers,
  });
  const underWay = new Gauge({
    name: 'whmcs_mcp_calls_in_progress',
    help: 'Calls of tools that are not answered yet.',
    labelNames: names,
    registers,
  });
  const sent = new Counter({
    name: 'whmcs_mcp_whmcs_calls_total',
    help: 'Calls to WHMCS that are over, each with all of its tries. result: ok, or the kind of fault.',
    labelNames: [...names, 'action', 'result'] as const,
    registers,
  });
  const tries = new Histogram({
    name: 'whmcs_mcp_whmcs_try_duration_seconds',
    help: 'How long WHMCS took for one request, without the time it waited here for its place.',
    labelNames: [...names, 'kind'] as const,
    buckets: TRY_BUCKETS,
    registers,
  });
  const retries = new Counter({
    name: 'whmcs_mcp_whmcs_retries_total',
    help: 'Requests to WHMCS that were made again.',
    labelNames: names,
    registers,
  });
  for (const install of installs) retries.inc(labels(install), 0);
  return {
    async observe({ tool, risk, install }, work) {
      const place = labels(install);
      underWay.inc(place);
      const ended = await work();
      underWay.dec(place);
      const { outcome, facts, ms } = ended;
      const decision = facts.decision?.outcome ?? 'none';
      calls.inc({ ...place, tool, class: risk, decision, outcome: outcome.ok ? 'done' : outcome.code });
      durations.observe({ ...place, class: risk }, ms / 1000);
      return ended;
    },
    watch({ action, write, install }) {
      const kind = write ? 'write' : 'read';
      const place = labels(install);
      return {
        tried: (ms) => tries.observe({ ...place, kind }, ms / 1000),
        ended({ tries: made, fault = 'ok' }) {
          sent.inc({ ...place, action, result: fault });
          if (made > 1) retries.inc(place, made - 1);
        },
      };
    },
  };
}
