import { everyCall, vocabulary } from '../../app.js';
import { argumentReader } from '../../guard/index.js';
import type { Policy } from '../../policy/index.js';
import { type CaseResult, failureInWords, parseCases, runCases } from '../../policy/trial/index.js';
import { EXIT } from '../exit-codes.js';
import type { Host } from '../host.js';
import type { Flags } from '../table/flags.js';
import { answer } from '../terminal/answer.js';
import { loadPolicy, readNamed, sayProblems } from './check.js';
import { addonsHere, namesHere } from './names.js';

/** The decision table that belongs to a policy file. */
export const tableOf = (file: string): string => file.replace(/\.json$/, '.cases.json');

/** What came of the rows of a decision table. */
export interface TableRun {
  readonly table: string;
  readonly total: number;
  /** Rows that came out otherwise than they say. */
  readonly failed: readonly CaseResult[];
}

/** Runs a decision table; undefined once what is wrong with the table itself is said. Throws a CommandError for scripts. */
export async function runTable(
  host: Host,
  flags: Flags<'json' | 'env-file'>,
  policy: Policy,
  table: string,
): Promise<TableRun | undefined> {
  const addons = await addonsHere(host, flags);
  const read = argumentReader(await everyCall(addons));
  const parsed = parseCases(readNamed(host, table), vocabulary(addons), read);
  if ('problems' in parsed) {
    sayProblems(host, flags, table, parsed.problems);
    return undefined;
  }
  const results = runCases(policy, parsed.cases);
  return { table, total: results.length, failed: results.filter(({ passed }) => !passed) };
}

/** What a run found, for people: a line for each row that came out otherwise, and how many hold. */
export function textOfRun({ table, total, failed }: TableRun): string {
  const lines = failed.map(
    (result) => `${table}:${result.case.line} ${result.case.name}: ${failureInWords(result)}\n`,
  );
  return `${lines.join('')}${total - failed.length} of ${total} cases hold.\n`;
}

/** What a run found, for scripts. */
export const runInJson = ({ table, total, failed }: TableRun) => ({
  table,
  total,
  failed: failed.map(({ case: { line, name, expect, rule: expectedRule }, outcome, rule, message }) => ({
    line,
    name,
    expected: { outcome: expect, rule: expectedRule },
    is: { outcome, rule, message },
  })),
});

/** Runs a decision table, the policy's own where none is named; exit code 1 where a row comes out otherwise. */
export async function testPolicy(
  host: Host,
  flags: Flags<'json' | 'env-file'>,
  { file, cases }: { file: string; cases: string | undefined },
): Promise<number> {
  const loaded = loadPolicy(host, flags, file, await namesHere(host, flags));
  const run = loaded && (await runTable(host, flags, loaded.policy, cases ?? tableOf(file)));
  if (run === undefined) return EXIT.failed;
  answer(host, flags, { value: { policy: file, ...runInJson(run) }, text: textOfRun(run) });
  return run.failed.length === 0 ? EXIT.done : EXIT.failed;
}
