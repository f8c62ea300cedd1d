import { Gauge, type Registry } from 'prom-client';
import type { LimitStatus } from '../../guard/index.js';
import { type Standing, standingOf, type Watched } from '../standing.js';

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

/** Of each rule, the least that anybody has left: whom it counts for would be labels without end. */
function leastByRule(limits: readonly LimitStatus[]): { rule: string; window: string; left: number }[] {
  const least = new Map<string, { rule: string; window: string; left: number }>();
  for (const status of limits) {
    const left = leftOf(status);
    for (const rule of status.rules) {
      const key = `${rule} ${status.window}`;
      const known = least.get(key);
      if (known === undefined || left < known.left) least.set(key, { rule, window: status.window, left });
    }
  }
  return [...least.values()];
}

/** Gauges that are read when somebody asks. Returns what brings them up to date. */
export function standingMetrics(registry: Registry, ports: StandingPorts): () => Promise<void> {
  const gauge = <const Label extends string>(name: string, help: string, labelNames: readonly Label[] = []) =>
    new Gauge<Label>({ name: `whmcs_mcp_${name}`, help, labelNames, registers: [registry] });

  gauge('build_info', 'The version that runs.', ['version']).set({ version: ports.version }, 1);
  const sessions = gauge('sessions', 'Sessions of MCP that are open in this process.');
  const policy = gauge('policy_info', 'The policy in force in this process.', ['revision', 'mode']);
  const resting = gauge('whmcs_breaker_open', '1 while WHMCS is left alone after failures in a row.');
  const unwritten = gauge('journal_unwritten', 'Outcomes that the journal has not taken yet.');
  const lag = gauge('journal_lag_seconds', 'How long the oldest of them has been waiting.');
  const stateUp = gauge('state_up', '1 while the shared state answers.');
  // What follows is of the shared state: all processes tell the same.
  const halted = gauge('halted', '1 while the kill switch is thrown.');
  const waiting = gauge('approvals_waiting', 'Requests that people have not decided on.');
  const oldest = gauge(
    'approvals_oldest_seconds',
    'How long the oldest of them has been waiting; 0: there is none.',
  );
  const tainted = gauge('tainted_callers', 'Callers that text of outsiders has reached.');
  const left = gauge(
    'limit_left_ratio',
    'What is left of a limit, 0 to 1, to whoever has least. Limits that nothing counts against are not told.',
    ['rule', 'window'],
  );
  const shared = [halted, waiting, oldest, tainted];

  function tell(standing: Standing | undefined): void {
    stateUp.set(standing === undefined ? 0 : 1);
    // What was true before the state was lost is not told as if it still were.
    for (const one of shared) one.remove();
    left.reset();
    if (standing === undefined) return;
    halted.set(standing.isHalted ? 1 : 0);
    waiting.set(standing.approvalsWaiting);
    oldest.set(standing.oldestApprovalMs / 1000);
    tainted.set(standing.taintedCallers);
    for (const { rule, window, left: ratio } of leastByRule(standing.limits))
      left.set({ rule, window }, ratio);
  }

  return async () => {
    sessions.set(ports.sessions());
    const { revision, mode } = ports.policy();
    policy.reset();
    policy.set({ revision, mode }, 1);
    resting.set(ports.whmcsRestsFor() === undefined ? 0 : 1);
    const { count, oldestMs } = ports.guard.unwritten();
    unwritten.set(count);
    lag.set(oldestMs / 1000);
    tell(await standingOf(ports, ports.now()));
  };
}
