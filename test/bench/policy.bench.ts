import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { bench } from 'vitest';
import { allTools } from '../../src/app.js';
import { policyVocabulary } from '../../src/guard/index.js';
import {
  anyCall,
  decide,
  type Policy,
  type PolicyRequest,
  parsePolicy,
  UNKNOWN,
} from '../../src/policy/index.js';

// Run it with: npx vitest bench --run test/bench/policy.bench.ts
// It prints how long one decision takes, and asserts nothing: a slow machine is no defect.

const around = policyVocabulary(allTools());
const TOOLS = [...around.tools.keys()];
const RULES = 1000;
const CALLS = 50_000;

function policyOf(text: string): Policy {
  const parsed = parsePolicy(text, around);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  return parsed.policy;
}

/** A rule with three conditions, of which none holds, so that all of them are asked. */
const rule = (index: number) => ({
  conditions: [
    { path: 'effects', op: 'not_in', value: ['secret'] },
    { path: 'caller.name', op: 'neq', value: `nobody ${index}` },
    { path: 'time.hour', op: 'gte', value: 24 },
  ],
});
const rules = (count: number) => Array.from({ length: count }, (_, index) => rule(index));

const POLICIES: [string, Policy][] = [
  [
    'the default policy',
    policyOf(readFileSync(fileURLToPath(new URL('../../policies/default.json', import.meta.url)), 'utf8')),
  ],
  [
    `${RULES} rules, spread over the tools`,
    policyOf(
      JSON.stringify({
        version: '1',
        default: 'allow',
        all_tools: { deny_if: rules(RULES % TOOLS.length) },
        tools: Object.fromEntries(
          TOOLS.map((tool) => [tool, { deny_if: rules(Math.floor(RULES / TOOLS.length)) }]),
        ),
      }),
    ),
  ],
  [
    `${RULES} rules, all for every tool`,
    policyOf(JSON.stringify({ version: '1', default: 'allow', all_tools: { deny_if: rules(RULES) } })),
  ],
];

const at = new Date('2026-03-03T12:00:00Z');
const caller = { name: 'local', channel: 'stdio' };
const CALLED: PolicyRequest[] = TOOLS.map((tool) => ({
  tool,
  args: { clientid: 7, amount: '5.00' },
  context: {},
  money: UNKNOWN,
  mail: UNKNOWN,
  effects: ['mail'],
  session: {},
  client: UNKNOWN,
  caller,
  at,
}));
const LISTED: PolicyRequest[] = TOOLS.map((tool) => anyCall(tool, { caller }));

interface Figures {
  p50: number;
  p99: number;
}

/** Microseconds of one decision, after the engine has had its time to warm up. */
function measure(policy: Policy, requests: readonly PolicyRequest[], calls: number): Figures {
  const took = new Float64Array(calls);
  for (let i = -calls / 10; i < calls; i += 1) {
    const request = requests[((i % requests.length) + requests.length) % requests.length] as PolicyRequest;
    const before = performance.now();
    decide(policy, request);
    took[i] = (performance.now() - before) * 1000;
  }
  took.sort();
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
