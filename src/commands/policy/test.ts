import { allTools } from '../../app.js';
import { argumentReader, policyVocabulary } from '../../guard/index.js';
import type { Policy } from '../../policy/index.js';
import { parseCases, runCases } from '../../policy/trial/index.js';
import type { Host } from '../host.js';
import { loadPolicy, problemLine, readNamed } from './check.js';

/** The decision table that belongs to a policy file. */
export const tableOf = (file: string): string => file.replace(/\.json$/, '.cases.json');

/** Whether all rows of a decision table come out as they say; prints those that don't, and what is wrong with the table. */
export function casesHold(host: Host, policy: Policy, table: string): boolean {
  const tools = allTools();
  const parsed = parseCases(readNamed(host, table), policyVocabulary(tools), argumentReader(tools));
  if ('problems' in parsed) {
    for (const problem of parsed.problems) host.stdout.write(problemLine(table, problem, 'error'));
    return false;
  }
  const results = runCases(policy, parsed.cases);
  const failed = results.filter((result) => !result.passed);
  for (const { case: one, outcome, rule, message } of failed) {
    const wanted = one.rule === undefined ? one.expect : `${one.expect} by ${one.rule}`;
    host.stdout.write(
      `${table}:${one.line} ${one.name}: expected ${wanted}, is ${outcome} by ${rule}${message === undefined ? '' : `: ${message}`}\n`,
    );
  }
  host.stdout.write(`${results.length - failed.length} of ${results.length} cases hold.\n`);
  return failed.length === 0;
}

/** Runs a decision table, the policy's own where none is named; exit code 1 where a row comes out otherwise. */
export async function testPolicy(host: Host, file: string, named: string | undefined): Promise<number> {
  const loaded = loadPolicy(host, file);
  if (loaded === undefined) return 1;
  return casesHold(host, loaded.policy, named ?? tableOf(file)) ? 0 : 1;
}
