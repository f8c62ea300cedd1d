import { readFileSync, statSync } from 'node:fs';
import type { ActionParameter, DeclaredAction } from '../catalog/index.js';
import { exposureOf } from '../machine/index.js';
import { FaultFinder, Findings, inOrder, type Problem, readPlaced } from '../policy/json/index.js';
import { Checker } from './check.js';
import { actionsGrammar, actionsJsonSchema, type WrittenAction, type WrittenParameter } from './grammar.js';

/** Most problems that are reported of one file. */
const MOST = 200;

/** What a file declares, or everything that is wrong with it: nothing is taken half. */
export type ParsedActions =
  | { readonly actions: readonly DeclaredAction[]; readonly warnings: readonly Problem[] }
  | { readonly problems: readonly Problem[]; readonly warnings: readonly Problem[] };

function parameterOf(name: string, written: WrittenParameter): ActionParameter {
  const { type, required = false, about, values, record, secret } = written;
  const [first, ...others] = values ?? [];
  return {
    name,
    type,
    required,
    ...(about === undefined ? {} : { about }),
    ...(first === undefined ? {} : { values: [first, ...others] }),
    ...(record === undefined ? {} : { record }),
    ...(secret ? { secret } : {}),
  };
}

const actionOf = (name: string, written: WrittenAction): DeclaredAction => ({
  name,
  about: written.about,
  risk: written.class,
  area: written.area ?? 'system',
  effects: written.effects,
  params: Object.entries(written.parameters ?? {}).map(([param, one]) => parameterOf(param, one)),
  refusals: written.refusals ?? [],
  outsidersWrite: written.outsiders_write ?? [],
});

/** Reads the text of a file of addon actions. Never throws. */
export function parseActions(text: string): ParsedActions {
  const { placed, problems } = readPlaced(text);
  if (placed === undefined) return { problems, warnings: [] };
  const parsed = actionsGrammar.safeParse(placed.value, { reportInput: true, jitless: true });
  const faults = new FaultFinder(placed, actionsJsonSchema, MOST);
  const ofGrammar = parsed.error?.issues.slice(0, MOST).flatMap((issue) => faults.problemsOf(issue)) ?? [];
  const findings = new Findings(placed);
  if (parsed.success) new Checker(findings).document(parsed.data);
  const warnings = inOrder(findings.warnings);
  const all = inOrder([...problems, ...ofGrammar, ...findings.problems]).slice(0, MOST);
  if (!parsed.success || all.length > 0) return { problems: all, warnings };
  return { actions: Object.entries(parsed.data.actions).map(([name, one]) => actionOf(name, one)), warnings };
}

const lineOf = (path: string, { line, column, pointer, message }: Problem) =>
  `${path}:${line}:${column} ${pointer || '/'} ${message}`;

/** The actions that a file declares with warnings, or every problem with it, a line each. Never throws. */
export function readActions(
  path: string,
):
  | { readonly actions: readonly DeclaredAction[]; readonly warnings: readonly string[] }
  | { readonly problems: readonly string[] } {
  let text: string;
  try {
    // A pipe or a device would keep the whole server waiting, or never end.
    if (!statSync(path).isFile()) return { problems: [`${path} is no plain file`] };
    text = readFileSync(path, 'utf8');
  } catch (error) {
    return { problems: [`${path} can't be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`] };
  }
  const exposed = exposureOf(path);
  if (exposed !== undefined)
    return { problems: [`others on this machine could declare what a call may do. ${exposed}`] };
  const parsed = parseActions(text);
  if ('problems' in parsed) return { problems: parsed.problems.map((problem) => lineOf(path, problem)) };
  return { actions: parsed.actions, warnings: parsed.warnings.map((problem) => lineOf(path, problem)) };
}
