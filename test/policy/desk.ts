import { expect } from 'vitest';
import {
  anyCall,
  type Decision,
  decide,
  type Policy,
  type PolicyRequest,
  type Problem,
  parsePolicy,
  UNAVAILABLE,
} from '../../src/policy/index.js';
import { SHOP } from './shop.js';

export { SHOP };

export const TOOLS = [...SHOP.tools.keys()];

export type Document = Record<string, unknown>;

export const textOf = (document: Document) => JSON.stringify({ version: '1', default: 'deny', ...document });

/** The policy of a document, whose version and default need not be written. */
export function policyOf(document: Document, around = SHOP): Policy {
  const parsed = parsePolicy(textOf(document), around);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems, null, 1));
  return parsed.policy;
}

/** Everything known: no arguments, no money, no record, a Tuesday at noon. */
export const NOON = new Date('2026-03-03T12:00:00Z');

export function requestOf(toolName: string, rest: Partial<PolicyRequest> = {}): PolicyRequest {
  return {
    tool: toolName,
    args: {},
    context: UNAVAILABLE,
    mail: null,
    money: UNAVAILABLE,
    effects: [],
    session: { tainted: false },
    client: UNAVAILABLE,
    caller: { name: 'local' },
    at: NOON,
    ...rest,
  };
}

/** Nothing known but the tool and who asks, as in a listing. */
export const blank = (toolName: string, rest: Partial<PolicyRequest> = {}): PolicyRequest => ({
  ...anyCall(toolName, { caller: { name: 'local' } }),
  ...rest,
});

export function ask(document: Document, toolName: string, rest: Partial<PolicyRequest> = {}): Decision {
  return decide(policyOf(document), requestOf(toolName, rest));
}

/** Outcome and deciding rule, as a table has them: `deny /tools/pay/deny_if/0`. */
export function verdict(document: Document, toolName: string, rest: Partial<PolicyRequest> = {}): string {
  const { outcome, deciding } = ask(document, toolName, rest);
  return `${outcome} ${deciding.id}`;
}

/** How strict an outcome is: 0 lets the call through, 3 does not even show the tool. */
export const RANK: Readonly<Record<Decision['outcome'], number>> = {
  allow: 0,
  hold: 0.5,
  approval: 1,
  open: 2,
  deny: 2,
  hidden: 3,
};

/** Every problem of a text, one line each: `3:7 /tools/x message`. */
export function problemsOf(text: string, around = SHOP): string[] {
  const parsed = parsePolicy(text, around);
  return 'problems' in parsed ? parsed.problems.map(lineOf) : [];
}

export function warningsOf(document: Document): string[] {
  const parsed = parsePolicy(textOf(document), SHOP);
  if ('problems' in parsed) expect(parsed.problems).toEqual([]);
  return parsed.warnings.map(({ pointer, message }) => `${pointer} ${message}`);
}

export const lineOf = ({ line, column, pointer, message }: Problem) =>
  `${line}:${column} ${pointer || '/'} ${message}`;
