import { type CallFacts, lengthAndHash } from '../../audit/index.js';
import type { Tool, Values } from '../../catalog/index.js';
import { mapItems, mapMembers } from '../../json/index.js';
import { type Decision, type PolicyRequest, recordedFacts } from '../../policy/index.js';
import { withMore } from '../call.js';
import type { Judgement } from '../decision/judge.js';
import type { Session } from '../session.js';

/** Longer texts are messages and notes, which the arguments hold whole: their length and hash tell which one was judged. */
const MAX_TEXT = 2_000;

/** Stands for an argument that is secret: it was given, and its value is not shown. */
export const NOT_KEPT = '[not kept]';

function kept(value: unknown): unknown {
  if (typeof value === 'string') return value.length > MAX_TEXT ? lengthAndHash(value) : value;
  if (Array.isArray(value)) return mapItems(value, kept);
  if (typeof value !== 'object' || value === null) return typeof value === 'symbol' ? undefined : value;
  return mapMembers(value, kept);
}

/** The facts that a decision was made on, without those that are UNKNOWN or UNAVAILABLE. */
function keptFacts(request: PolicyRequest): Record<string, unknown> {
  const facts: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(recordedFacts(request))) {
    if (typeof value !== 'symbol') facts[name] = kept(value);
  }
  return facts;
}

/** Arguments as they will be sent, without the values of those that the row calls secret. */
export function openArgs(tool: Tool, values: Values): Record<string, unknown> {
  const open: Record<string, unknown> = {};
  for (const name of Object.keys(values)) {
    const value = values[name];
    if (value !== undefined) open[name] = tool.secretArgs.has(name) ? NOT_KEPT : value;
  }
  return open;
}

/** What the journal says of a call before anything was decided. */
export function firstFacts(
  call: string,
  { id, caller: by, program }: Pick<Session, 'id' | 'caller' | 'program'>,
  tool: { name: string; risk: string },
  place: Pick<CallFacts, 'installation' | 'install'> = {},
  within?: string,
): CallFacts {
  const { name: caller, channel, grant, via } = by;
  const facts = {
    call,
    session: id,
    caller,
    channel,
    program,
    ...place,
    tool: tool.name,
    risk: tool.risk,
    args: {},
  };
  const told = grant === undefined ? facts : withMore(facts, { grant });
  if (within === undefined) return told;
  return withMore(told, via === undefined ? { within } : { via, within });
}

export const decisionFacts = ({
  outcome,
  deciding,
  rules,
  revision,
}: Decision): NonNullable<CallFacts['decision']> => ({
  outcome,
  rule: deciding.id,
  rules: rules.map(({ id, verdict }) => ({ id, verdict })),
  revision,
});

/**
 * The facts of a call with its decision and what that was made on; its arguments are those that will be sent. The digest is
 * that of a write that can be compared with others.
 */
export function judgedFacts(
  first: CallFacts,
  { tool, values, digest = '' }: { tool: Tool; values: Values; digest?: string },
  { decision, request }: Judgement,
): CallFacts {
  const args = openArgs(tool, values);
  const judged = { args, decision: decisionFacts(decision), facts: keptFacts(request) };
  return withMore(first, digest === '' ? judged : withMore(judged, { digest }));
}
