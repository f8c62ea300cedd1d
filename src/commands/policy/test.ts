import { allTools } from '../../app.js';
import { argumentReader, policyVocabulary } from '../../guard/index.js';
import { parseCases, runCases } from '../../policy/index.js';
import type { Host } from '../host.js';
import { loadPolicy, problemLine, readNamed } from './check.js';

/** Runs a decision table, the policy's own where none is named; exit code 1 where a row comes out otherwise. */
export async function testPolicy(host: Host, file: string, named: string | undefined): Promise<number> {
  const loaded = loadPolicy(host, file);
  if (loaded === undefined) return 1;
  const table = named ?? file.replace(/\.json$/, '.cases.json');
  const tools = allTools();
  const parsed = parseCases(readNamed(host, table), policyVocabulary(tools), argumentReader(tools));
  if ('problems' in parsed) {
    for (const problem of parsed.problems) host.stdout.write(problemLine(table, problem, 'error'));
    return 1;
  }
  const results = runCases(loaded.policy, parsed.cases);
  const failed = results.filter((result) => !result.passed);
  for (const { case: one, outcome, rule } of failed) {
    const wanted = one.rule === undefined ? one.expect : `${one.expect} by ${one.rule}`;
    host.stdout.write(`${table}:${one.line} ${one.name}: expected ${wanted}, is ${outcome} by ${rule}\n`);
  }
  host.stdout.write(`${results.length - failed.length} of ${results.length} cases hold.\n`);
  return failed.length === 0 ? 0 : 1;
}
