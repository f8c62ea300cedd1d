import { duration } from '../../duration.js';
import type { Effect, RiskClass, Switches } from '../../terms.js';
import type { RuleAnswer } from '../decide/answer.js';
import { decide, rulesFor } from '../decide/decide.js';
import { anyCall } from '../facts/make-request.js';
import type { FactFields, PolicyRequest } from '../facts/request.js';
import type { Policy } from '../rules/compile.js';
import type { Condition } from '../rules/condition.js';
import type { Rule } from '../rules/rules.js';
import { allInWords } from './conditions.js';

/** What becomes of calls of a tool; `depends`: a rule looks at each call. */
export type Standing = 'allowed' | 'depends' | 'held' | 'asks' | 'refused' | 'hidden';

/** A rule that speaks for some of the calls. */
export interface Exception {
  readonly does: 'asks' | 'refuses' | 'holds';
  /** Where it does. */
  readonly words: string;
  /** JSON pointer into the file, or the name of what is no rule. */
  readonly rule: string;
}

export interface ToolStanding {
  readonly tool: string;
  readonly class: RiskClass;
  readonly standing: Standing;
  /** Why, in words. */
  readonly words: string;
  /** What decides: a JSON pointer into the file, or the name of a switch or a default. */
  readonly rule: string;
  /** Of calls that pass or ask otherwise. */
  readonly exceptions: readonly Exception[];
  /** A limit or a budget counts its calls. */
  readonly isCounted: boolean;
}

/** Of whose calls it is told, and in which sessions. */
export interface Whose {
  /** The grant that the caller was given; left out, none. */
  readonly grant?: string | undefined;
  /** Whether the session has read what outsiders wrote. */
  readonly tainted: boolean;
  readonly switches?: Switches | undefined;
  readonly install?: string | undefined;
  /** The effects that calls of a tool can have at all. */
  effectsOf(tool: string): readonly Effect[];
  /** Only calls that do this. */
  readonly doing?: Effect | undefined;
}

const SWITCHES: Readonly<Record<string, string>> = {
  '(read only)': 'GUARD_READ_ONLY hides what is no read',
  '(toolset)': 'GUARD_TOOLSETS leaves it out',
  '(destructive off)': 'GUARD_DESTRUCTIVE hides it',
  '(not granted)': 'the grant leaves it out',
  '(no grant)': 'the policy has no such grant',
  '(default deny)': 'no rule of the policy lists it',
  '(default allow)': 'the policy allows what no rule speaks of',
  '(clients)': 'the record is none of a client whom the grant names',
};

function hiddenBy(pointer = ''): string {
  const [, risk] = /^\/classes\/(\w+)\/hide$/.exec(pointer) ?? [];
  if (risk !== undefined) return `the policy hides the class ${risk}`;
  return pointer === '/toolsets' ? 'the policy leaves its toolset out' : 'the policy hides it';
}

function listedBy(id: string): string {
  const [, risk] = /^\/classes\/(\w+)$/.exec(id) ?? [];
  return risk === undefined ? 'the policy lists it' : `the policy lists the class ${risk}`;
}

/** What a rule says, in words: its own message, or its conditions. */
function wordsOf({ id, verdict, message, pointer }: RuleAnswer, rule: Rule | undefined): string {
  if (rule?.kind === 'hold') {
    // The first condition of each is that the call sends mail.
    const where = allInWords(rule.conditions.slice(1));
    const said = message ?? 'people can change, send or drop it until then';
    return `its mail waits ${duration(rule.forMs)}${where === undefined ? '' : ` where ${where}`}: ${said}`;
  }
  if (message !== undefined) return message;
  const known = SWITCHES[id];
  if (known !== undefined) return known;
  if (id === '(hidden)') return hiddenBy(pointer);
  if (verdict === 'allow') return listedBy(id);
  const where = allInWords(rule?.conditions ?? []);
  if (rule?.kind === 'require') return `unless ${where}`;
  if (where !== undefined) return `where ${where}`;
  return verdict === 'approval' ? 'a person decides' : 'the policy refuses it';
}

const isLimit = ({ id }: Pick<RuleAnswer, 'id'>) => /\/(limits\/\d+|rate_limit)$/.test(id);

/** Why a tool is so, in words, where only what decides and its message are known. */
export function reasonInWords({
  rule: id,
  message,
}: {
  readonly rule: string;
  readonly message?: string;
}): string {
  if (message !== undefined) return message;
  if (/\/hide(\/\d+)?$/.test(id)) return hiddenBy(id);
  if (/^\/(classes|tools)\/\w+$/.test(id)) return listedBy(id);
  if (isLimit({ id })) return 'the policy limits it';
  return SWITCHES[id] ?? (id === '(hidden)' ? hiddenBy() : 'a rule of the policy says so');
}

/** Whether a condition can hold for a call that has no other effects than these. */
function couldHold({ path, op, value }: Condition, effects: readonly Effect[]): boolean {
  if (path.text !== 'effects') return true;
  const isOne = (one: unknown) => effects.some((effect) => effect === one);
  if (op === 'contains') return isOne(value);
  return op !== 'in' || !Array.isArray(value) || value.some(isOne);
}

/** A rule that refuses or asks where its conditions hold never speaks where one of them can't. */
const couldSpeak = (rule: Rule | undefined, effects: readonly Effect[]): boolean =>
  rule === undefined ||
  rule.kind === 'require' ||
  rule.conditions.every((condition) => couldHold(condition, effects));

const RANK: readonly RuleAnswer['verdict'][] = ['hide', 'deny', 'approval', 'hold', 'allow'];
const STANDINGS: Readonly<Record<RuleAnswer['verdict'], Standing>> = {
  hide: 'hidden',
  deny: 'refused',
  approval: 'asks',
  hold: 'held',
  allow: 'allowed',
  open: 'depends',
};

const DOES: Readonly<Record<Rule['kind'], Exception['does']>> = {
  approval: 'asks',
  hold: 'holds',
  require: 'refuses',
  deny_if: 'refuses',
};

function requestOf(name: string, whose: Whose): PolicyRequest {
  const { grant, tainted, switches, install, doing } = whose;
  const caller: FactFields = grant === undefined ? {} : { grant };
  const effects = doing !== undefined ? [doing] : whose.effectsOf(name).length === 0 ? [] : undefined;
  const known = { caller, switches, install, ...(effects === undefined ? {} : { effects }) };
  return { ...anyCall(name, known), session: { tainted } };
}

/** What becomes of the calls of a tool, and of which of them something else. Undefined for a tool that there is not. Pure. */
export function standingOf(policy: Policy, name: string, whose: Whose): ToolStanding | undefined {
  const tool = policy.tools.get(name);
  if (tool === undefined) return undefined;
  const request = requestOf(name, whose);
  const decision = decide(policy, request);
  const places = rulesFor(policy, tool, request);
  const rules = new Map(places.flatMap((place) => place.rules).map((rule) => [rule.id, rule]));
  const effects = whose.doing === undefined ? whose.effectsOf(name) : [whose.doing];
  const answers = decision.rules.filter((one) => !isLimit(one) && couldSpeak(rules.get(one.id), effects));
  const deciding = RANK.flatMap((verdict) => answers.find((one) => one.verdict === verdict) ?? [])[0] ?? {
    id: '(default deny)',
    verdict: 'deny' as const,
  };
  const standing = STANDINGS[deciding.verdict];
  const isSettled = standing === 'hidden' || standing === 'refused';
  const exceptions = answers
    .filter(({ verdict }) => verdict === 'open')
    .map((one): Exception => {
      const rule = rules.get(one.id);
      return {
        does: DOES[rule?.kind ?? 'deny_if'],
        words: wordsOf(one, rule),
        rule: one.id,
      };
    })
    // Whoever is asked for each call is asked no second time, and what they approved is not held.
    .filter(({ does }) => standing !== 'asks' || does === 'refuses');
  return {
    tool: name,
    class: tool.facts.class,
    standing: standing === 'allowed' && exceptions.length > 0 ? 'depends' : standing,
    words: wordsOf(deciding, rules.get(deciding.id)),
    rule: deciding.id,
    exceptions: isSettled ? [] : exceptions,
    isCounted: !isSettled && places.some(({ limits }) => limits.length > 0),
  };
}

const SAID: Readonly<Record<Standing, string>> = {
  allowed: 'allowed',
  depends: 'allowed',
  held: 'held',
  asks: 'asks a person',
  refused: 'refused',
  hidden: 'hidden',
};

const DOES_SAID: Readonly<Record<Exception['does'], string>> = {
  asks: 'asks a person',
  holds: 'held',
  refuses: 'refused',
};

/** `allowed; asks a person: this changes what somebody owes; refused: Leave it out.` */
export function standingInWords({ standing, words, exceptions }: ToolStanding): string {
  const isPlain = standing === 'allowed' || standing === 'depends';
  const first = isPlain ? SAID[standing] : `${SAID[standing]}: ${words}`;
  const others = exceptions.map((one) => `${DOES_SAID[one.does]}: ${one.words}`);
  return [first, ...others].join('; ');
}
