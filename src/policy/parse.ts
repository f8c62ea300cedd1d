import type { z } from 'zod';
import { nearest } from '../spelling.js';
import { compilePolicy, type Policy } from './compile.js';
import { documentGrammar, type PolicyDocument } from './document.js';
import type { Surroundings } from './facts.js';
import { checkMeaning } from './meaning.js';
import { type Path, type Placed, type Problem, readPlaced } from './positions.js';

/** The keys that may stand at a place in the document. */
function keysAt(path: Path): string[] {
  let at: unknown = documentGrammar;
  for (const part of path) at = below(at, part);
  const { shape } = (unwrap(at) ?? {}) as { shape?: Record<string, unknown> };
  return Object.keys(shape ?? {});
}

interface Def {
  def?: { innerType?: unknown; element?: unknown; valueType?: unknown; options?: unknown[] };
  shape?: Record<string, unknown>;
}

/** Past optional and default, and into the object among alternatives. */
function unwrap(schema: unknown): unknown {
  const { def } = (schema ?? {}) as Def;
  if (def?.innerType !== undefined) return unwrap(def.innerType);
  if (def?.options !== undefined)
    return unwrap(def.options.find((one) => (unwrap(one) as Def).shape !== undefined));
  return schema;
}

function below(schema: unknown, part: string | number): unknown {
  const { def, shape } = (unwrap(schema) ?? {}) as Def;
  return shape?.[String(part)] ?? def?.element ?? def?.valueType;
}

const pathOf = (issue: z.core.$ZodIssue) =>
  issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));

function issueProblems(issue: z.core.$ZodIssue, placed: Placed, base: Path = []): Problem[] {
  const path = [...base, ...pathOf(issue)];
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(path);
    return issue.keys.map((key) =>
      placed.problem([...path, key], `there is no key "${key.slice(0, 100)}" here.`, nearest(key, known)),
    );
  }
  if (issue.code === 'invalid_union') {
    // The alternative that was meant is the one that fits in kind: an object for an object.
    const deepest = issue.errors.filter((one) =>
      one.some((inner) => inner.code !== 'invalid_type' || inner.path.length > 0),
    );
    const meant = deepest[0];
    if (meant !== undefined) return meant.flatMap((inner) => issueProblems(inner, placed, path));
    const message =
      issue.message === 'Invalid input' ? 'is not of a kind that can stand here' : issue.message;
    return [placed.problem(path, message)];
  }
  if (issue.code === 'invalid_key') {
    const key = String(path.at(-1));
    const known = ['read', 'write', 'execute', 'financial', 'destructive'];
    return [placed.problem(path, `"${key.slice(0, 100)}" can't stand here.`, nearest(key, known))];
  }
  if (issue.code === 'invalid_type' && issue.input === undefined) return [placed.problem(path, 'is missing')];
  if (issue.code === 'invalid_value' && typeof issue.input === 'string') {
    return [placed.problem(path, issue.message, nearest(issue.input, issue.values.map(String)))];
  }
  if (issue.code === 'invalid_type') return [placed.problem(path, readable(issue.message))];
  return [placed.problem(path, issue.message)];
}

function readable(message: string): string {
  return message.replace(/^Invalid input: expected (\w+), received (\w+)$/, 'must be $1, not $2');
}

/**
 * A policy file's text, checked against its grammar and against the tools there are. Either the policy, ready to
 * decide, with warnings of rules that can never speak; or every problem at once. Nothing is taken half.
 */
export function parsePolicy(
  text: string,
  around: Surroundings,
): { policy: Policy; warnings: Problem[] } | { problems: Problem[] } {
  const read = readPlaced(text);
  if ('problems' in read) return read;
  const { placed } = read;
  const parsed = documentGrammar.safeParse(placed.value, { reportInput: true });
  if (!parsed.success) {
    const problems = parsed.error.issues.flatMap((issue) => issueProblems(issue, placed));
    const rest = withoutFaults(placed.value, parsed.error.issues);
    return {
      problems: rest === undefined ? problems : [...problems, ...checkMeaning(rest, around, placed).problems],
    };
  }
  const { problems, warnings } = checkMeaning(parsed.data, around, placed);
  return problems.length > 0 ? { problems } : { policy: compilePolicy(parsed.data, around), warnings };
}

/**
 * What is left of a document when the parts with faults are taken out: so that faults of grammar don't hide those
 * of meaning, and a file is mended in one go. Undefined where nothing useful is left.
 */
function withoutFaults(value: unknown, issues: readonly z.core.$ZodIssue[]): PolicyDocument | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const rest: Record<string, unknown> = structuredClone(value) as Record<string, unknown>;
  for (const issue of issues) {
    const path = pathOf(issue);
    if (issue.code === 'unrecognized_keys') for (const key of issue.keys) removeAt(rest, [...path, key]);
    else removeAt(rest, path);
  }
  const again = documentGrammar.safeParse({ ...rest, version: '1', default: rest.default ?? 'deny' });
  return again.success ? again.data : undefined;
}

/** Takes out one part; a part of a rule takes its list entry with it, since half a rule means something else. */
function removeAt(root: Record<string, unknown>, path: Path): void {
  const index = path.findIndex((part) => typeof part === 'number');
  const upTo = index === -1 ? path : path.slice(0, index + 1);
  let at: unknown = root;
  for (const part of upTo.slice(0, -1)) at = (at as Record<string, unknown> | undefined)?.[part];
  const last = upTo.at(-1);
  if (typeof at !== 'object' || at === null || last === undefined) return;
  // A hole keeps the indexes of the others, and with them their places in the file.
  if (Array.isArray(at)) at[Number(last)] = { conditions: [] };
  else delete (at as Record<string, unknown>)[String(last)];
}
