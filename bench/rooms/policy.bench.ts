import { bench } from 'vitest';
import type { Policy, PolicyRequest } from '../../src/policy/index.js';
import { CALLED, decisions, LISTED, policyOf, rulesForAll, shippedPolicy, spreadRules } from '../decide.js';

// Run it with: npm run bench:rooms policy
// It prints how long one decision takes, and asserts nothing: a slow machine is no defect.

const RULES = 1000;
const CALLS = 50_000;

const POLICIES: readonly [string, Policy][] = [
  ['the default policy', shippedPolicy()],
  [`${RULES} rules, spread over the tools`, policyOf(spreadRules(RULES, 3))],
  [`${RULES} rules, all for every tool`, policyOf(rulesForAll(RULES, 3))],
];

interface Figures {
  p50: number;
  p99: number;
}

/** Microseconds of one decision. */
function measure(policy: Policy, requests: readonly PolicyRequest[], calls: number): Figures {
  const took = decisions(policy, requests, calls);
  const share = (part: number) => took[Math.floor(part * calls)] ?? Number.NaN;
  return { p50: share(0.5), p99: share(0.99) };
}

function print(): void {
  let first: number | undefined;
  for (const [name, policy] of POLICIES) {
    const calls = name.includes('every tool') ? CALLS / 50 : CALLS;
    const call = measure(policy, CALLED, calls);
    const list = measure(policy, LISTED, calls);
    first ??= call.p50;
    const figures = ({ p50, p99 }: Figures) => `p50 ${p50.toFixed(1)} µs, p99 ${p99.toFixed(1)} µs`;
    const ratio = `${(call.p50 / first).toFixed(1)} times the default`;
    process.stdout.write(`${name}: a call ${figures(call)}; in a listing ${figures(list)}; ${ratio}\n`);
  }
}

bench('decide', print, { iterations: 1, time: 0, warmupIterations: 0, warmupTime: 0 });
