import { createHash } from 'node:crypto';
import { type Condition, compileCondition } from './condition.js';
import type { ApprovalSource, EntrySource, LimitSource, PolicyDocument, RuleSet } from './document.js';
import { type Read, readerOf, type Surroundings, segmentsOf, type ToolFacts } from './facts.js';
import { openClock, type Time } from './time.js';

export type Window = { calendar: 'minute' | 'hour' | 'day' | 'month' } | { slidingSeconds: number };
export type Scope = 'grant' | 'client' | 'install';

/** What an approval must look like; what a rule leaves out falls to the program's own defaults. */
export interface ApprovalTerms {
  channels?: readonly string[];
  approvers?: number;
  /** Seconds. */
  expires?: number;
  message?: string;
}

interface Common {
  /** JSON pointer of the rule in the file. */
  id: string;
  message?: string;
  conditions: readonly Condition[];
}

export type Rule =
  | (Common & { kind: 'require' | 'deny_if' | 'action' })
  | (Common & { kind: 'approval'; terms: ApprovalTerms });

export interface Limit {
  id: string;
  counter: string;
  window: Window;
  /** Decimal text. */
  max: string;
  scope: Scope;
  message?: string;
  /** What it adds up; undefined counts calls. */
  path?: string;
  read?: Read;
}

/** All that a policy has to say of one tool. */
export interface CompiledTool {
  facts: ToolFacts;
  /** The policy's own `hide` names it. */
  hidden: boolean;
  /** Only a rule of its class hides it. */
  hiddenByClass: boolean;
  /** What lists it under default deny: a pointer, or undefined. */
  listedBy: string | undefined;
  rules: readonly Rule[];
  limits: readonly Limit[];
}

export interface Policy {
  /** Short digest of the document's meaning: the same for the same rules, whatever the layout of the file. */
  revision: string;
  document: PolicyDocument;
  mode: 'enforce' | 'shadow';
  tools: ReadonlyMap<string, CompiledTool>;
  clock(at: Date): Time;
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, canonical(inner)]),
  );
}

const said = (message: string | undefined) => (message === undefined ? {} : { message });

function entriesOf(
  at: string,
  kind: 'require' | 'deny_if',
  entries: readonly EntrySource[] | undefined,
): Rule[] {
  return (entries ?? []).map((entry, index) => ({
    kind,
    id: `${at}/${kind}/${index}`,
    conditions: entry.conditions.map(compileCondition),
    ...said(entry.on_deny),
  }));
}

function approvalOf(at: string, source: boolean | ApprovalSource | undefined): Rule[] {
  if (source === undefined || source === false) return [];
  const { when = [], message, channels, approvers, expires } = source === true ? {} : source;
  const terms: ApprovalTerms = {
    ...(channels === undefined ? {} : { channels }),
    ...(approvers === undefined ? {} : { approvers }),
    ...(expires === undefined ? {} : { expires }),
    ...said(message),
  };
  const conditions = when.map(compileCondition);
  return [{ kind: 'approval', id: `${at}/require_approval`, conditions, terms, ...said(message) }];
}

function rulesOf(at: string, source: RuleSet | undefined): Rule[] {
  if (source === undefined) return [];
  const denied: Rule[] =
    source.action === 'deny'
      ? [{ kind: 'action', id: `${at}/action`, conditions: [], ...said(source.reason) }]
      : [];
  return [
    ...denied,
    ...entriesOf(at, 'require', source.require),
    ...entriesOf(at, 'deny_if', source.deny_if),
    ...approvalOf(at, source.require_approval),
  ];
}

function limitOf(at: string, source: LimitSource, tool: string): Limit {
  const path = source.increment_from;
  return {
    id: at,
    counter: source.counter.replaceAll('{tool}', tool),
    window: { calendar: source.window },
    max: String(source.max),
    scope: source.scope,
    ...said(source.on_deny),
    ...(path === undefined ? {} : { path, read: readerOf(segmentsOf(path) ?? []) }),
  };
}

function limitsOf(at: string, source: RuleSet | undefined, tool: string): Limit[] {
  const limits = (source?.limits ?? []).map((limit, index) => limitOf(`${at}/limits/${index}`, limit, tool));
  const rate = source?.rate_limit;
  if (rate === undefined) return limits;
  const id = `${at}/rate_limit`;
  const shared = { max: String(rate.max), window: { slidingSeconds: rate.window }, scope: 'grant' as const };
  return [...limits, { id, counter: `${id}:${tool}`, ...shared }];
}

function compileTool(name: string, facts: ToolFacts, document: PolicyDocument): CompiledTool {
  const own =
    document.tools !== undefined && Object.hasOwn(document.tools, name) ? document.tools[name] : undefined;
  const ofClass = document.classes?.[facts.class];
  const sources = [
    ['/all_tools', document.all_tools],
    [`/classes/${facts.class}`, ofClass],
    [`/tools/${name}`, own],
  ] as const;
  const hide = document.hide ?? [];
  const outside = document.toolsets !== undefined && !document.toolsets.includes(facts.toolset);
  return {
    facts,
    hidden: outside || hide === '*' || hide.includes('*') || hide.includes(name),
    hiddenByClass: ofClass?.hide === true,
    listedBy:
      own !== undefined ? `/tools/${name}` : ofClass !== undefined ? `/classes/${facts.class}` : undefined,
    rules: sources.flatMap(([at, source]) => rulesOf(at, source)),
    limits: sources.flatMap(([at, source]) => limitsOf(at, source, name)),
  };
}

/** A checked document made ready to decide by: everything that does not depend on a call is done here, once. */
export function compilePolicy(document: PolicyDocument, around: Surroundings): Policy {
  const tools = [...around.tools].map(([name, facts]) => [name, compileTool(name, facts, document)] as const);
  const digest = createHash('sha256')
    .update(JSON.stringify(canonical(document)))
    .digest('hex');
  return {
    revision: digest.slice(0, 12),
    document,
    mode: document.mode,
    tools: new Map(tools),
    clock: openClock(document.timezone ?? 'UTC', document.schedules ?? {}),
  };
}
