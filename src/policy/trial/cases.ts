import { z } from 'zod';
import { countable, isDecimal } from '../../decimal.js';
import { EFFECTS, EXTRA_SETS, REASON } from '../../terms.js';
import { decide, type PolicyOutcome } from '../decide/decide.js';
import type { FactFields, PolicyRequest, PolicyVocabulary } from '../facts/request.js';
import { type Field, type Kind, NEW_SESSION, ROOTS } from '../facts/roots.js';
import { UNAVAILABLE } from '../facts/unknown.js';
import { FaultFinder } from '../json/faults.js';
import { Findings } from '../json/findings.js';
import { inOrder, type Placed, type Problem, readPlaced } from '../json/positions.js';
import type { Policy } from '../rules/compile.js';
import { countedOn } from './counted-on.js';

const MOST = 200;
const AT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})$/;

type Grammar = () => z.ZodType;

/** How a row writes a value of a kind. */
const VALUES: Partial<Readonly<Record<Kind, Grammar>>> = {
  amount: () => z.union([z.string(), z.number()]).refine(isDecimal, 'must be a number or decimal text'),
  word: () => z.string().optional(),
  'yes or no': () => z.boolean().optional(),
  hour: () => z.int().optional(),
};

/** The fields of a root, as a row writes them; an amount must be there. */
function fieldsOf(fields: Readonly<Record<string, Field>>) {
  const written = Object.entries(fields).map(([name, { kind }]) => [name, (VALUES[kind] ?? z.unknown)()]);
  return z.strictObject(Object.fromEntries(written) as Record<string, z.ZodType>);
}

/** Made when a table is read: the server itself never reads one. */
function tableGrammar() {
  const names = z.array(z.string()).max(1000);
  const fields = z.record(z.string(), z.unknown());

  return z
    .array(
      z.strictObject({
        name: z.string().max(200).optional(),
        description: z.string().max(2000).optional(),
        tool: z.string(),
        args: fields.optional(),
        caller: z.union([z.string(), fields], { error: 'must be a name or an object' }).optional(),
        install: z.string().max(40).optional(),
        at: z
          .string()
          .refine((text) => AT.test(text) && !Number.isNaN(Date.parse(text)), {
            error: 'must be a time with its zone, such as 2026-03-02T09:30:00Z',
          })
          .optional(),
        context: z.record(z.string(), fields.nullable()).optional(),
        money: fieldsOf(ROOTS.money.fields).nullable().optional(),
        mail: fieldsOf(ROOTS.mail.fields).nullable().optional(),
        effects: z.array(z.enum(EFFECTS)).optional(),
        session: fieldsOf(ROOTS.session.fields).optional(),
        client: z.union([z.int(), z.string()]).nullable().optional(),
        switches: z
          .strictObject({
            readOnly: z.boolean().optional(),
            destructive: z
              .union([z.enum(['off', 'all']), names], { error: 'must be "off", "all" or a list of tools' })
              .optional(),
            toolsets: names.optional(),
          })
          .optional(),
        used: z
          .record(
            z.string(),
            z
              .union([z.string(), z.number()])
              .refine(
                (value) => countable(value) !== undefined,
                'must be a number or decimal text, 0 or more',
              ),
          )
          .optional(),
        expect: z.enum(['hidden', 'deny', 'approval', 'hold', 'allow']),
        rule: z.string().max(400).optional(),
      }),
    )
    .min(1);
}

type Source = Omit<z.output<ReturnType<typeof tableGrammar>>[number], 'args' | 'effects'> & {
  readonly args?: FactFields | undefined;
  readonly effects?: readonly string[] | undefined;
};

/**
 * How a tool reads arguments: with its defaults, and with the effects of the call, undefined where only a record can tell
 * them; or why it refuses them.
 * Undefined for a tool that is not there.
 */
export type ReadArgs = (
  tool: string,
  args: FactFields,
) =>
  | { args: FactFields; effects: readonly string[] | undefined }
  | { problems: readonly string[] }
  | undefined;

/** One row of a decision table: a request, and what must become of it. */
export interface PolicyCase {
  readonly name: string;
  /** Line in the file, from 1. */
  readonly line: number;
  readonly request: PolicyRequest;
  readonly expect: Exclude<PolicyOutcome, 'open'>;
  /** What limits and budgets have counted already, as decimal text by their id; those left out, nothing. */
  readonly used: Readonly<Record<string, string>>;
  /** Id of the rule that must decide; any when left out. */
  readonly rule?: string;
}

export interface CaseResult {
  readonly case: PolicyCase;
  readonly passed: boolean;
  readonly outcome: PolicyOutcome;
  readonly rule: string;
  readonly message?: string;
}

/** Names that must exist: a row about a tool that isn't there would pass for the wrong reason. */
function checkNames(sources: readonly unknown[], vocabulary: PolicyVocabulary, findings: Findings): void {
  const keysOf = (value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
  for (const [index, source] of sources.entries()) {
    if (typeof source !== 'object' || source === null) continue;
    const { tool, args, context, switches } = source as Record<string, unknown>;
    if (!findings.known([index, 'tool'], 'tool', tool, vocabulary.tools.keys())) continue;
    const facts = vocabulary.tools.get(String(tool));
    // Why an agent makes a write stands among its arguments, and no rule reads it.
    const beside = facts === undefined || facts.class === 'read' ? [] : [REASON];
    for (const name of keysOf(args)) {
      findings.known(
        [index, 'args', name],
        `argument of ${tool}`,
        name,
        [...(facts?.args ?? []), ...beside],
        true,
      );
    }
    for (const record of keysOf(context)) {
      const at = [index, 'context', record];
      if (!findings.known(at, 'record', record, Object.keys(vocabulary.records), true)) continue;
      for (const field of keysOf((context as Record<string, unknown>)[record])) {
        findings.known([...at, field], `field of ${record}`, field, vocabulary.records[record] ?? [], true);
      }
    }
    const { destructive, toolsets } = (switches ?? {}) as Record<string, unknown>;
    const all = new Set([...[...vocabulary.tools.values()].map(({ toolset }) => toolset), ...EXTRA_SETS]);
    const lists = [
      ['destructive', 'tool', destructive, vocabulary.tools.keys()],
      ['toolsets', 'toolset', toolsets, all],
    ] as const;
    for (const [key, kind, list, known] of lists) {
      const there = [...known];
      for (const [i, name] of (Array.isArray(list) ? list : []).entries()) {
        findings.known([index, 'switches', key, i], kind, name, there);
      }
    }
  }
}

/**
 * The request of a row. A fact the row leaves out is UNAVAILABLE, so that no row passes because something was forgotten;
 * only the session defaults to a new one.
 */
function requestOf(source: Source, vocabulary: PolicyVocabulary): PolicyRequest {
  const {
    tool,
    args = {},
    caller,
    install,
    at,
    context,
    money,
    mail,
    effects,
    session = {},
    client,
    switches,
  } = source;
  const records = Object.keys(vocabulary.records).map(
    (record): [string, FactFields | null | typeof UNAVAILABLE] => {
      const given = context !== undefined && Object.hasOwn(context, record) ? context[record] : undefined;
      return [record, given === undefined ? UNAVAILABLE : given];
    },
  );
  return {
    tool,
    switches,
    install,
    args,
    context: Object.fromEntries(records),
    money: money === undefined ? UNAVAILABLE : money,
    mail: mail === undefined ? UNAVAILABLE : mail,
    effects: effects ?? UNAVAILABLE,
    caller: typeof caller === 'string' ? { name: caller } : (caller ?? {}),
    session: { ...NEW_SESSION, ...session },
    client: client === undefined ? UNAVAILABLE : client,
    at: at === undefined ? UNAVAILABLE : new Date(at),
  };
}

function nameOf({ name, tool, expect }: Source, index: number): string {
  return name ?? `${index + 1}: ${tool} ${expect}`;
}

/**
 * A decision table: a JSON list of `{name?, tool, args?, caller?, install?, at?, context?, money?, mail?, effects?, session?,
 * client?, switches?, used?, expect, rule?}`. `expect` is hidden, deny, approval or allow, and `rule` the id of the deciding rule.
 * `used` says what limits have counted before the call, by their id.
 * `args` left out are none, and a `session` left out is untainted. `context`, `money`, `mail`, `effects`, `client` and `at`
 * left out can't be had, and so count against the call wherever a rule asks for them; `null` says that there is none.
 * With `readArgs` a row is judged as the guard would judge its call: arguments with their defaults, and the effects
 * that they settle unless the row names its own; what only a record can tell, the row has to say. As strict as a policy: every problem at once, with its place.
 */
export function parseCases(
  text: string,
  vocabulary: PolicyVocabulary,
  readArgs?: ReadArgs,
): { cases: PolicyCase[] } | { problems: Problem[] } {
  const { placed, problems } = readPlaced(text);
  if (placed === undefined) return { problems };
  const grammar = tableGrammar();
  const parsed = grammar.safeParse(placed.value, { reportInput: true });
  const faults = new FaultFinder(placed, () => ({ ...z.toJSONSchema(grammar, { target: 'draft-7' }) }), MOST);
  const ofGrammar = parsed.error?.issues.slice(0, MOST).flatMap((issue) => faults.problemsOf(issue)) ?? [];
  const findings = new Findings(placed);
  checkNames(Array.isArray(placed.value) ? placed.value : [], vocabulary, findings);
  const all = inOrder([...problems, ...ofGrammar, ...findings.problems]);
  if (!parsed.success || all.length > 0) return { problems: all };
  const rows = parsed.data.map((source, index) => {
    const called = asCalled(source, readArgs);
    if ('tool' in called) return called;
    const why = called.problems.join('; ');
    findings.fail([index, 'args'], `${source.tool} would refuse these arguments: ${why}`);
    return source;
  });
  if (findings.problems.length > 0) return { problems: inOrder(findings.problems) };
  return { cases: rows.map((source, index) => caseOf(source, index, placed, vocabulary)) };
}

function asCalled(source: Source, readArgs?: ReadArgs): Source | { problems: readonly string[] } {
  const read = readArgs?.(source.tool, source.args ?? {});
  if (read === undefined) return { ...source, args: source.args ?? {} };
  if ('problems' in read) return read;
  return { ...source, args: read.args, effects: source.effects ?? read.effects };
}

function caseOf(source: Source, index: number, placed: Placed, vocabulary: PolicyVocabulary): PolicyCase {
  const { line } = placed.problem([index], '');
  const { expect, rule, used: counted = {} } = source;
  const used = Object.fromEntries(
    Object.entries(counted).map(([id, value]) => [id, countable(value) ?? '0']),
  );
  const rest = { name: nameOf(source, index), line, request: requestOf(source, vocabulary), used, expect };
  return rule === undefined ? rest : { ...rest, rule };
}

/**
 * Asks the policy every row. A row passes when the outcome, and the deciding rule where it names one, are those; one that says
 * what a limit has counted which does not count its call never does.
 */
export function runCases(policy: Policy, cases: readonly PolicyCase[]): CaseResult[] {
  return cases.map((one) => {
    const decision = decide(policy, one.request);
    const { outcome, deciding } = countedOn(decision, ({ id }) => one.used[id]);
    const idle = Object.keys(one.used).find((id) => decision.limits.every((claim) => claim.id !== id));
    const fits = outcome === one.expect && (one.rule === undefined || one.rule === deciding.id);
    const result = { case: one, passed: fits && idle === undefined, outcome, rule: deciding.id };
    const message = idle === undefined ? deciding.message : `${idle} is no limit that counts this call`;
    return message === undefined ? result : { ...result, message };
  });
}

/** `expected deny by /hide, is allow by /classes/read: its message`, of a row that did not pass. */
export function failureInWords({ case: { expect, rule: by }, outcome, rule, message }: CaseResult): string {
  const wanted = by === undefined ? expect : `${expect} by ${by}`;
  return `expected ${wanted}, is ${outcome} by ${rule}${message === undefined ? '' : `: ${message}`}`;
}
