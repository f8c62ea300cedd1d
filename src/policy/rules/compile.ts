import { createHash } from 'node:crypto';
import { lengthMs } from '../../duration.js';
import { canonicalJson } from '../../json/index.js';
import { type ExtraSet, FIELD_CLASSES, type Redact, RISK_CLASSES, type RiskClass } from '../../terms.js';
import type { PolicyVocabulary, ToolFacts } from '../facts/request.js';
import { type Clock, openClock } from '../facts/time.js';
import { pointerOf } from '../json/positions.js';
import { formerNames, namesOf } from './former-names.js';
import type { PolicyDocument, ScheduleSource } from './grammar.js';
import { compileGrants, type Grants } from './grants.js';
import { allOf, compileRules, NO_RULES, type Rules } from './rules.js';
import { extraSetsIn, leavesOut } from './toolsets.js';

/** How long taint outlives its cause where the policy does not say. */
const TAINT_ENDS_AFTER = '4h';

/** All that a policy has to say of one tool, whoever calls it. */
export interface CompiledTool {
  facts: ToolFacts;
  /** Pointers to what of the policy itself hides it: no switch lifts that. */
  hiddenBy: readonly string[];
  /** Pointer to the rule of its class that hides it. */
  hiddenByClass: string | undefined;
  /** Pointer to what shows it all the same, for approval of each call. */
  shownBy: string | undefined;
  /** Pointer to what lists it under default deny. */
  listedBy: string | undefined;
  own: Rules;
  ofClass: Rules;
  /** How long the same call made again is a duplicate, and the pointer to what says so. */
  repeat: { seconds: number; id: string } | undefined;
}

export interface Policy {
  /** Short digest of the document: the same whatever the layout of the file and the order of its keys. */
  readonly revision: string;
  /** shadow: decide and record, deny nothing. */
  readonly mode: 'enforce' | 'shadow';
  readonly timezone: string;
  readonly redact: Redact;
  /** How long a caller stays tainted after the last text of outsiders. */
  readonly taintMs: number;
  readonly document: PolicyDocument;
  readonly tools: ReadonlyMap<string, CompiledTool>;
  /** The extra sets of tools that it switches on. */
  readonly extraSets: readonly ExtraSet[];
  /** Whether any rule may ask for a path. */
  names(path: string): boolean;
  readonly ofAll: Rules;
  readonly grants: Grants;
  readonly clock: Clock;
}

function revisionOf(document: PolicyDocument): string {
  return createHash('sha256').update(canonicalJson(document)).digest('hex').slice(0, 12);
}

type Names = readonly string[];

function hidersOf(names: Names, facts: ToolFacts, { hide, toolsets }: PolicyDocument): string[] {
  const named = hide === '*' ? ['*'] : (hide ?? []);
  const hiders = named.flatMap((one, index) =>
    one === '*' || names.includes(one) ? [hide === '*' ? '/hide' : `/hide/${index}`] : [],
  );
  if (toolsets !== undefined && leavesOut(toolsets, facts)) hiders.push('/toolsets');
  return hiders;
}

function shownBy(names: Names, { show = [] }: PolicyDocument): string | undefined {
  const index = show.findIndex((one) => names.includes(one));
  return index === -1 ? undefined : `/show/${index}`;
}

type Repeating = { repeat_after?: number | undefined };

/** The tool's own goes before that of its class: it says how long, and two answers would not add up. */
function repeatOf(places: readonly (readonly [string, Repeating | undefined])[]): CompiledTool['repeat'] {
  for (const [at, source] of places) {
    const seconds = source?.repeat_after;
    if (seconds !== undefined) return { seconds, id: `${at}/repeat_after` };
  }
  return undefined;
}

const spansOf = (source: ScheduleSource) => (Array.isArray(source) ? source : [source]);

/** What only looks like a path is taken for one: no rule is left without its fact. */
function namesIn(document: PolicyDocument): Policy['names'] {
  let text: string | undefined;
  return (path) => {
    text ??= JSON.stringify(document);
    return text.includes(JSON.stringify(path));
  };
}

/** A checked document made ready to decide by: what does not depend on a call is done here, once. */
export function compilePolicy(document: PolicyDocument, vocabulary: PolicyVocabulary): Policy {
  const { timezone } = document;
  const classes = new Map<RiskClass, Rules>();
  for (const risk of RISK_CLASSES) {
    classes.set(
      risk,
      compileRules(`/classes/${risk}`, document.classes?.[risk], { perTool: true, timezone }),
    );
  }
  const ownRules = new Map(Object.entries(document.tools ?? {}));
  const former = formerNames(document, vocabulary);
  const tools = new Map<string, CompiledTool>();
  for (const [name, facts] of vocabulary.tools) {
    const names = namesOf(name, former);
    const own = names.flatMap((one) => {
      const rules = ownRules.get(one);
      return rules === undefined ? [] : [[pointerOf(['tools', one]), rules] as const];
    });
    const ofClass = document.classes?.[facts.class];
    const listedByClass = ofClass === undefined ? undefined : `/classes/${facts.class}`;
    tools.set(name, {
      facts,
      hiddenBy: hidersOf(names, facts, document),
      hiddenByClass: ofClass?.hide === true ? `/classes/${facts.class}/hide` : undefined,
      shownBy: shownBy(names, document),
      listedBy: own[0]?.[0] ?? listedByClass,
      own: allOf(own.map(([at, rules]) => compileRules(at, rules, { perTool: true, timezone }))),
      ofClass: classes.get(facts.class) ?? NO_RULES,
      repeat: repeatOf([...own, [`/classes/${facts.class}`, ofClass]]),
    });
  }
  const schedules = Object.entries(document.schedules ?? {}).map(([name, source]) => [name, spansOf(source)]);
  const redact = FIELD_CLASSES.map((field) => [field, document.redact?.[field] ?? 'show']);
  return {
    revision: revisionOf(document),
    mode: document.mode,
    timezone,
    redact: Object.fromEntries(redact),
    taintMs: lengthMs(document.taint?.ends_after ?? TAINT_ENDS_AFTER) ?? 0,
    document,
    tools,
    extraSets: extraSetsIn(document.toolsets),
    names: namesIn(document),
    ofAll: compileRules('/all_tools', document.all_tools, { perTool: false, timezone }),
    grants: compileGrants(document.grants, timezone, former),
    clock: openClock(timezone, Object.fromEntries(schedules)),
  };
}

/** Seconds in which the same call of a tool counts as a duplicate, 0 for never; undefined when the policy is silent. */
export function repeatAfter(policy: Policy, tool: string): number | undefined {
  return policy.tools.get(tool)?.repeat?.seconds;
}
