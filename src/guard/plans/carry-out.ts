import type { Approvals } from '../../approvals/index.js';
import type { Journal } from '../../audit/index.js';
import type { Body, CallOf, Catalog, Values } from '../../catalog/index.js';
import { NoAnswer } from '../../composed/index.js';
import { deniedLines, type StoredApproval } from '../../store/index.js';
import { UNSENT_CODES } from '../../terms.js';
import type { ApprovalGate } from '../approval/gate.js';
import type { Approved } from '../call.js';
import { type Extras, findTool } from '../extras.js';
import type { Failure, Outcome } from '../outcome.js';
import type { CallOptions, InnerOptions, Session } from '../session.js';
import { begunLine } from './begun-line.js';
import { planOver } from './line-stands.js';
import { linesOf } from './lines.js';
import { factsOfLine } from './snapshots.js';

export interface CarryOutPorts {
  approvals: Pick<Approvals, 'use' | 'get'>;
  gate: Pick<ApprovalGate, 'answer'>;
  now(): Date;
  journal: Pick<Journal, 'calls'>;
  catalog: Catalog;
  extras: Extras;
  digest(tool: string, values: Values): string;
  callWithin(session: Session, tool: string, args: Values, options: InnerOptions): Promise<Outcome>;
}

/** Codes of which the sentence is ours alone, or that of the person who decided. */
const OWN_SENTENCES: ReadonlySet<string> = new Set([
  'policy_denied',
  'rate_limited',
  'approval_required',
  'approval_denied',
  'approval_expired',
]);
/** Codes by which a line was left out: nothing of it was sent. */
const LEFT_OUT: ReadonlySet<string> = new Set(UNSENT_CODES);

function stateOf({ code }: Failure): string {
  if (code === 'outcome_unknown') return 'unknown';
  if (code === 'approval_denied') return 'denied';
  return LEFT_OUT.has(code) ? 'left out' : 'failed';
}

function report(outcome: Outcome): Body {
  if (outcome.ok) return { state: 'done', result: outcome.open?.value ?? {} };
  const { code, message, details } = outcome;
  return {
    state: stateOf(outcome),
    code,
    ...(details?.rule === undefined ? {} : { rule: details.rule }),
    ...(OWN_SENTENCES.has(code) ? { says: message } : {}),
  };
}

/** What became of a line that this request has begun before; undefined where it was not. */
async function begunBefore(
  { catalog, extras, digest, journal }: CarryOutPorts,
  { id }: Pick<StoredApproval, 'id'>,
  { tool: name, args }: CallOf,
): Promise<Body | undefined> {
  const tool = await findTool({ catalog, extras }, name);
  const parsed = tool?.parse(args);
  if (tool === undefined || parsed === undefined || 'problems' in parsed) return undefined;
  const before = await begunLine(journal, digest(tool.name, tool.same(parsed.values)), id);
  if (before === undefined) return undefined;
  // Its process has died where it has no outcome: nobody else is at work on this plan.
  const state = before.state === 'done' || before.state === 'failed' ? before.state : 'unknown';
  return { state, earlier: before.call };
}

const counts = (lines: readonly Body[]): Body =>
  Object.fromEntries(
    ['done', 'denied', 'left out', 'failed', 'unknown'].map((state) => [
      state.replace(' ', '_'),
      lines.filter((line) => line.state === state).length,
    ]),
  );

/**
 * Carries out the lines of a plan that people have approved, one after the other, each by a whole call of its tool. A line that
 * was begun under the same request is not begun again, so that a plan whose process died goes on where it was.
 */
export async function carryOut(
  ports: CarryOutPorts,
  {
    call,
    inner,
    options,
    onStep,
  }: { call: Approved; inner: Session; options: InnerOptions; onStep: CallOptions['onStep'] },
): Promise<Body> {
  const { tool, values, approval, turn } = call;
  const given = linesOf(tool)?.(values) ?? [];
  if (approval === undefined || turn === undefined)
    throw new Error('No plan begins that nobody has approved.');
  if (call.resumes === undefined && !(await ports.approvals.use(approval.id))) {
    const refused = await ports.gate.answer(tool, (await ports.approvals.get(approval.id)) ?? approval);
    throw new NoAnswer(refused);
  }
  // A line that is under way is not taken back: what came of it would be unknown for nothing.
  const { signal, ...ofLine } = options;
  const lines: Body[] = [];
  let stop: Body | undefined;
  for (const [index, one] of given.entries()) {
    const line = index + 1;
    const named = { line, tool: one.tool };
    const before = await begunBefore(ports, approval, one);
    if (before !== undefined) {
      lines.push({ ...named, ...before });
      continue;
    }
    await turn.ensure();
    const request = await ports.approvals.get(approval.id);
    const over = planOver(request, ports.now());
    if (signal?.aborted) stop ??= { state: 'left out', says: 'The call was taken back.' };
    if (!turn.isSure()) stop ??= { state: 'left out', says: 'The plan lost its turn.' };
    if (over !== undefined) stop ??= report(over);
    if (request !== undefined && deniedLines(request).has(line)) {
      lines.push({ ...named, ...report(await ports.gate.answer(tool, request, line)) });
      continue;
    }
    if (stop !== undefined) {
      lines.push({ ...named, ...stop });
      continue;
    }
    onStep?.(`line ${line} of ${given.length}`);
    const planned = { approval, line, snapshot: factsOfLine(approval.snapshot, line) };
    const outcome = await ports.callWithin(inner, one.tool, one.args, { ...ofLine, planned });
    lines.push({ ...named, ...report(outcome) });
  }
  return { request: approval.id, ...counts(lines), lines };
}
