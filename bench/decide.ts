import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { allTools } from '../src/app.js';
import { policyVocabulary } from '../src/guard/index.js';
import {
  anyCall,
  decide,
  type Policy,
  type PolicyRequest,
  parsePolicy,
  UNKNOWN,
} from '../src/policy/index.js';
import { median } from './statistics.js';

const around = policyVocabulary(allTools());
const TOOLS = [...around.tools.keys()];

export function policyOf(text: string): Policy {
  const parsed = parsePolicy(text, around);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  return parsed.policy;
}

/** A rule of which the last condition alone does not hold, so that all of them are asked. */
const rule = (index: number, conditions: number) => ({
  conditions: [
    { path: 'effects', op: 'not_in', value: ['secret'] },
    { path: 'time.hour', op: 'lt', value: 24 },
    { path: 'caller.name', op: 'eq', value: `nobody ${index}` },
  ].slice(-conditions),
});
const rules = (count: number, conditions: number) =>
  Array.from({ length: count }, (_, index) => rule(index, conditions));

export const shippedPolicy = (): Policy =>
  policyOf(readFileSync(join(process.cwd(), 'policies/default.json'), 'utf8'));

/** A policy of so many rules of so many conditions, each tool with its share of them. A file holds 10,000 of one. */
export const spreadRules = (count: number, conditions: number): string =>
  JSON.stringify({
    version: '1',
    default: 'allow',
    all_tools: { deny_if: rules(count % TOOLS.length, conditions) },
    tools: Object.fromEntries(
      TOOLS.map((tool) => [tool, { deny_if: rules(Math.floor(count / TOOLS.length), conditions) }]),
    ),
  });

/** The same, all of which every call is asked. */
export const rulesForAll = (count: number, conditions: number): string =>
  JSON.stringify({ version: '1', default: 'allow', all_tools: { deny_if: rules(count, conditions) } });

const at = new Date('2026-03-03T12:00:00Z');
const caller = { name: 'local', channel: 'stdio' };
/** One call of each tool. */
export const CALLED: readonly PolicyRequest[] = TOOLS.map((tool) => ({
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
/** The same as a listing asks about them. */
export const LISTED: readonly PolicyRequest[] = TOOLS.map((tool) => anyCall(tool, { caller }));

/** Microseconds of each decision, sorted, after the engine has had its time to warm up. */
export function decisions(policy: Policy, requests: readonly PolicyRequest[], calls: number): Float64Array {
  const took = new Float64Array(calls);
  for (let i = -calls / 10; i < calls; i += 1) {
    const request = requests[((i % requests.length) + requests.length) % requests.length] as PolicyRequest;
    const before = performance.now();
    decide(policy, request);
    took[i] = (performance.now() - before) * 1000;
  }
  return took.sort();
}

/** Microseconds of the median decision about calls. */
export const decisionMicros = (policy: Policy, calls: number): number =>
  median([...decisions(policy, CALLED, calls)]);
