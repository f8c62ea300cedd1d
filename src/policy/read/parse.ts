import type { PolicyVocabulary } from '../facts/request.js';
import { FaultFinder } from '../json/faults.js';
import { inOrder, type Problem, readPlaced } from '../json/positions.js';
import { compilePolicy, type Policy } from '../rules/compile.js';
import { documentGrammar, type PolicyDocument, policyJsonSchema } from '../rules/grammar.js';
import { checkMeaning } from './checker.js';

/** Most problems that are reported of one file. */
const MOST = 200;

/** The first of them; the last one says how many more there are. */
function atMost(problems: Problem[]): Problem[] {
  const [next, ...more] = problems.slice(MOST);
  if (next === undefined) return problems;
  return [
    ...problems.slice(0, MOST),
    { ...next, message: `${next.message} (and ${more.length} more problems)` },
  ];
}

/** A text that was checked before, without a problem or a warning, and what it holds. */
export interface CheckedPolicy {
  readonly text: string;
  readonly document: PolicyDocument;
}

/**
 * A policy file's text, checked against its grammar and against the tools there are. Either the policy, ready to
 * decide, with warnings of rules that can never speak; or every problem at once. Nothing is taken half. Never throws.
 * `checked` must have been checked against the same tools.
 */
export function parsePolicy(
  text: string,
  vocabulary: PolicyVocabulary,
  checked?: CheckedPolicy,
): { policy: Policy; warnings: Problem[] } | { problems: Problem[]; warnings: Problem[] } {
  if (text === checked?.text) return { policy: compilePolicy(checked.document, vocabulary), warnings: [] };
  const { placed, problems } = readPlaced(text);
  if (placed === undefined) return { problems, warnings: [] };
  const parsed = documentGrammar.safeParse(placed.value, { reportInput: true, jitless: true });
  const faults = new FaultFinder(placed, policyJsonSchema, MOST);
  const ofGrammar = parsed.error?.issues.slice(0, MOST).flatMap((issue) => faults.problemsOf(issue)) ?? [];
  const ofMeaning = checkMeaning(placed, vocabulary);
  // One problem per place: a value that was misread is not judged as well.
  const unread = new Set(problems.map(({ pointer }) => pointer));
  const judged = [...ofGrammar, ...ofMeaning.problems].filter(({ pointer }) => !unread.has(pointer));
  const warnings = inOrder(ofMeaning.warnings);
  const all = atMost(inOrder([...problems, ...judged]));
  if (!parsed.success || all.length > 0) return { problems: all, warnings };
  return { policy: compilePolicy(parsed.data, vocabulary), warnings };
}
