import { Gauge, type Registry } from 'prom-client';
import type { LimitStatus } from '../../guard/index.js';
import { type Standing, standingOf, type Watched } from '../standing.js';
import { placeLabels } from './place-labels.js';

export interface StandingPorts extends Watched {
  readonly version: string;
  /** Sessions that are open in this process. */
  sessions(): number;
  now(): Date;
}

/** What is left of a limit, from 0 to 1. */
function leftOf({ used, max }: LimitStatus): number {
  const most = Number(max);
  return most > 0 ? Math.max(0, 1 - Number(used) / most) : 0;
}

interface Left {
  readonly install: string | undefined;
  readonly rule: string;
  readonly window: string;
  readonly left: number;
}

/** Of each rule, the least that anybody has left: whom it counts for would be labels without end. */
function leastByRule(limits: readonly LimitStatus[]): Left[] {
  const least = new Map<string, Left>();
  for (const status of limits) {
    const left = leftOf(status);
    const { install, window } = status;
    for (const rule of status.rules) {
      const key = JSON.stringify([install, rule, window]);
      const known = least.get(key);
      if (known === undefined || left < known.left) least.set(key, { install, rule, window, left });
    }
  }
  return [...least.values()];
}

/** Gauges that are read when somebody asks. Returns what brings them up to date. */
export function standingMetrics(
  registry: Registry,
  ports: StandingPorts,
  installs: readonly string[],
): () => Promise<void> {
  const { names, labels } = placeLabels(installs);
  const places = installs.length === 0 ? [undefined] : installs;
  const [only] = installs.length === 1 ? installs : [];
  const gauge = <const Label extends string>(name: string, help: string, labelNames: readonly Label[] = []) =>
    new Gauge<Label>({ name: `whmcs_mcp_${name}`, help, labelNames, registers: [registry] });

  gauge('build_info', 'The version that runs.', ['version']).set({ version: ports.version }, 1);
  const sessions = gauge('sessions', 'Sessions of MCP that are open in this process.');
  const policy = gauge('policy_info', 'The policy in force in this process.', [...names, 'revision', 'mode']);
  const resting = gauge('whmcs_breaker_open', '1 while WHMCS is left alone after failures in a row.', names);
  const unwritten = gauge('journal_unwritten', 'Outcomes that the journal has not taken yet.');
  const lag = gauge('journal_lag_seconds', 'How long the oldest of them has been waiting.');
  const stateUp = gauge('state_up', '1 while the shared state answers.');
  // What follows is of the shared state: all processes tell the same.
  const halted = gauge('halted', '1 while the kill switch is thrown.');
  const waiting = gauge('approvals_waiting', 'Requests that people have not decided on.', names);
  const oldest = gauge(
    'approvals_oldest_seconds',
    'How long the oldest of them has been waiting; 0: there is none.',
    names,
  );
  const tainted = gauge('tainted_callers', 'Callers that text of outsiders has reached.');
  const left = gauge(
    'limit_left_ratio',
    'What is left of a limit, 0 to 1, to whoever has least. Limits that nothing counts against are not told.',
    [...names, 'rule', 'window'],
  );

  function tell(standing: Standing | undefined): void {
    stateUp.set(standing === undefined ? 0 : 1);
    // What was true before the state was lost is not told as if it still were.
    for (const one of [halted, tainted]) one.remove();
    for (const one of [waiting, oldest, left]) one.reset();
    // Without labels a gauge that is reset tells 0.
    if (names.length === 0) for (const one of [waiting, oldest]) one.remove();
    if (standing === undefined) return;
    halted.set(standing.isHalted ? 1 : 0);
    tainted.set(standing.taintedCallers);
    for (const place of places) {
      waiting.set(labels(place), 0);
      oldest.set(labels(place), 0);
    }
    const byAge = standing.waiting.toSorted((one, other) => one.ms - other.ms);
    for (const { install = only, ms } of byAge) {
      waiting.inc(labels(install));
      oldest.set(labels(install), ms / 1000);
    }
    for (const { install = only, rule, window, left: ratio } of leastByRule(standing.limits))
      left.set({ ...labels(install), rule, window }, ratio);
  }

  return async () => {
    sessions.set(ports.sessions());
    policy.reset();
    for (const place of places) {
      const { revision, mode } = ports.policy(place);
      policy.set({ ...labels(place), revision, mode }, 1);
      resting.set(labels(place), ports.whmcsRestsFor(place) === undefined ? 0 : 1);
    }
    const { count, oldestMs } = ports.guard.unwritten();
    unwritten.set(count);
    lag.set(oldestMs / 1000);
    tell(await standingOf(ports, ports.now()));
  };
}
