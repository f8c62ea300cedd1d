import { RISK_CLASSES, type RiskClass } from '../../terms.js';
import { decide } from '../decide/decide.js';
import { anyCall } from '../facts/make-request.js';
import type { Problem } from '../json/positions.js';
import type { Policy } from '../rules/compile.js';

/** What becomes of the tools of a class, in numbers of tools. */
export interface LetThrough {
  readonly class: RiskClass;
  readonly tools: number;
  /** Any call of them goes. */
  readonly go: number;
  /** Each call of them asks a person. */
  readonly ask: number;
  /** Each call of them is held, so that people can still change or drop it. */
  readonly hold: number;
  /** It depends on the call. */
  readonly depend: number;
}

/**
 * What a policy lets through by itself, class by class, for a caller whom no grant names. Classes without a tool are left out, and
 * so are extra sets that the policy does not switch on.
 */
export function letsThrough(policy: Policy): LetThrough[] {
  const outcomes = [...policy.tools]
    .filter(([, { facts }]) => facts.set === undefined || policy.extraSets.includes(facts.set))
    .map(([name, { facts }]) => ({
      of: facts.class,
      outcome: decide(policy, anyCall(name, { caller: {} })).outcome,
    }));
  return RISK_CLASSES.map((risk) => {
    const ofClass = outcomes.filter(({ of }) => of === risk);
    const count = (wanted: string) => ofClass.filter(({ outcome }) => outcome === wanted).length;
    return {
      class: risk,
      tools: ofClass.length,
      go: count('allow'),
      ask: count('approval'),
      hold: count('hold'),
      depend: count('open'),
    };
  }).filter(({ tools }) => tools > 0);
}

/** `read: 29 of 29 tools`, `financial: 6 of 8 tools (4 ask a person each time, 2 depend on the call)`. */
export function inWords({ class: risk, tools, go, ask, hold, depend }: LetThrough): string {
  const reached = go + ask + hold + depend;
  const how = [
    ...(go > 0 && go < reached ? [`${go} go as they are`] : []),
    ...(ask > 0 ? [`${ask} ask a person each time`] : []),
    ...(hold > 0 ? [`${hold} are held for a while each time`] : []),
    ...(depend > 0 ? [`${depend} depend on the call`] : []),
  ];
  const number = reached === 0 ? `none of ${tools}` : `${reached} of ${tools}`;
  return `${risk}: ${number} ${tools === 1 ? 'tool' : 'tools'}${how.length === 0 ? '' : ` (${how.join(', ')})`}`;
}

/** Whoever can look up nothing can hardly write anything. */
const letsLookUp = (all: readonly LetThrough[]): boolean =>
  all.some(({ class: risk, go, ask, hold, depend }) => risk === 'read' && go + ask + hold + depend > 0);

/** What no single rule is to blame for. */
export function warningsOf(classes: readonly LetThrough[]): Problem[] {
  if (letsLookUp(classes)) return [];
  const message =
    'no tool that reads can be called, so agents can look up nothing: list the class read, or tools of it';
  return [{ line: 1, column: 1, pointer: '', message }];
}
