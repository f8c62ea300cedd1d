import { allTools } from '../../app.js';
import { surroundingsOf } from '../../guard/index.js';
import { type Case, parseCases, runCases } from '../../policy/index.js';
import { CommandError, type Host } from '../host.js';
import { loadPolicy, problemLine, readNamed } from './check.js';

/** A row as the guard would see its call: arguments with their defaults, and what they set off. */
function asCalled(row: Case): Case {
  const tool = allTools().get(row.request.tool);
  const parsed = tool?.parse(row.request.args);
  if (tool === undefined || parsed === undefined) return row;
  if ('problems' in parsed) {
    throw new CommandError(
      `line ${row.line}, ${row.name}: ${tool.name} would refuse these arguments: ${parsed.problems.join('; ')}`,
    );
  }
  const { values } = parsed;
  const effects = Array.isArray(row.request.effects) ? row.request.effects : tool.effects(values);
  return { ...row, request: { ...row.request, args: values, effects } };
}

/** Runs a decision table, the policy's own where none is named; exit code 1 where a row comes out otherwise. */
export async function testPolicy(host: Host, file: string, named: string | undefined): Promise<number> {
  const loaded = loadPolicy(host, file);
  if (loaded === undefined) return 1;
  const table = named ?? file.replace(/\.json$/, '.cases.json');
  const parsed = parseCases(readNamed(host, table), surroundingsOf(allTools()));
  if ('problems' in parsed) {
    for (const problem of parsed.problems) host.stdout.write(problemLine(table, problem, 'error'));
    return 1;
  }
  const results = runCases(loaded.policy, parsed.cases.map(asCalled));
  const failed = results.filter((result) => !result.passed);
  for (const { case: one, outcome, rule } of failed) {
    const wanted = one.rule === undefined ? one.expect : `${one.expect} by ${one.rule}`;
    host.stdout.write(`${table}:${one.line} ${one.name}: expected ${wanted}, is ${outcome} by ${rule}\n`);
  }
  host.stdout.write(`${results.length - failed.length} of ${results.length} cases hold.\n`);
  return failed.length === 0 ? 0 : 1;
}
