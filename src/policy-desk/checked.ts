import { argumentReader, policyVocabulary, possibleEffects } from '../guard/index.js';
import { type Policy, type PolicyVocabulary, type Problem, parsePolicy } from '../policy/index.js';
import { failureInWords, letsThrough, parseCases, runCases, warningsOf } from '../policy/trial/index.js';
import { changesBetween, type PolicyChanges } from '../policy/words/index.js';
import type { DecisionTable, DeskOptions } from './options.js';

/** What a decision table says of a policy. */
export interface CasesRun {
  /** The file of the table. */
  readonly name: string;
  readonly total: number;
  /** Rows that come out otherwise, in words, or what is wrong with the table itself. */
  readonly failed: readonly { readonly line: number; readonly name: string; readonly words: string }[];
}

/** A text that can be put in force. */
export interface GoodPolicy {
  readonly revision: string;
  /** In shadow it denies nothing. */
  readonly mode: 'enforce' | 'shadow';
  readonly warnings: readonly Problem[];
  /** Against the policy that is written now; undefined where that has a fault itself. */
  readonly changes: PolicyChanges | undefined;
  /** Left out where there is no table. */
  readonly cases?: CasesRun;
}

/** Every problem of a text, or what it would change. */
export type Checked =
  | GoodPolicy
  | { readonly problems: readonly Problem[]; readonly warnings: readonly Problem[] };

function runTable(
  policy: Policy,
  { name, text }: DecisionTable,
  { vocabulary, catalog }: { vocabulary: PolicyVocabulary; catalog: DeskOptions['catalog'] },
): CasesRun {
  const parsed = parseCases(text, vocabulary, argumentReader(catalog));
  if ('problems' in parsed) {
    const failed = parsed.problems.map(({ line, pointer, message }) => ({
      line,
      name: pointer,
      words: message,
    }));
    return { name, total: 0, failed };
  }
  const results = runCases(policy, parsed.cases);
  const failed = results
    .filter(({ passed }) => !passed)
    .map((result) => ({ line: result.case.line, name: result.case.name, words: failureInWords(result) }));
  return { name, total: results.length, failed };
}

/** Checks a text that is to take the place of another, and says what would change. Changes nothing. */
export function checkText(
  { catalog, switches }: Pick<DeskOptions, 'catalog' | 'switches'>,
  {
    text,
    now,
    install,
    table,
  }: {
    readonly text: string;
    readonly now: string;
    readonly install: string | undefined;
    readonly table: DecisionTable | undefined;
  },
): Checked {
  const vocabulary = policyVocabulary(catalog);
  const parsed = parsePolicy(text, vocabulary);
  if ('problems' in parsed) return parsed;
  const { revision, mode } = parsed.policy;
  const before = parsePolicy(now, vocabulary);
  const effectsOf = (name: string) => {
    const tool = catalog.get(name);
    return tool === undefined ? [] : possibleEffects(tool);
  };
  return {
    revision,
    mode,
    warnings: [...parsed.warnings, ...warningsOf(letsThrough(parsed.policy))],
    changes:
      'policy' in before
        ? changesBetween(before.policy, parsed.policy, { switches, install, effectsOf })
        : undefined,
    ...(table === undefined ? {} : { cases: runTable(parsed.policy, table, { vocabulary, catalog }) }),
  };
}
