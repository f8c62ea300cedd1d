import type { Installation, ReadAction, Tool, Values } from '../catalog/index.js';
import type { Clear, ClearRead, Params, Reply, Whmcs } from '../whmcs/index.js';
import { WhmcsFault } from '../whmcs/index.js';
import { type Failure, failure } from './outcome.js';
import type { CallOptions } from './session.js';

export interface Connection {
  whmcs: Whmcs;
  clear: Clear;
  clearRead: ClearRead;
  installation: Installation;
}

/** How far a call got. */
export interface Progress {
  /** The call itself was handed to the client, after its checks. */
  begun: boolean;
}

export async function sideRead(
  at: Connection,
  action: ReadAction,
  params: Params,
  options: Pick<CallOptions, 'signal' | 'onWait'>,
): Promise<Reply> {
  return at.whmcs.send(at.clearRead({ action, params }), options);
}

export const CONFIRMED = 'WHMCS confirmed it; the rest of its reply is not readable.';

type Made = { result: unknown } | Failure;

/** One call that was decided on, and what may still stop it. */
export interface Execution {
  at: Connection;
  tool: Tool;
  values: Values;
  options: CallOptions;
  progress: Progress;
  /** Asked once more when the checks are done. */
  stopped(): Promise<Failure | undefined>;
  /** Called right before the call itself leaves, with what it will replace; it does not leave when this rejects. */
  leaving(replaced: Record<string, unknown> | undefined): Promise<void>;
}

/**
 * Makes a call that was decided on: the checks its row asks for, the call, the reads that complete its answer.
 * Throws WhmcsFault; returns a Failure when a check refuses.
 */
export async function execute(execution: Execution): Promise<Made> {
  const { at, tool, values, options, progress } = execution;
  const write = tool.risk !== 'read';
  for (const check of tool.before) {
    if (check.when?.(values) === false) continue;
    const reply = await sideRead(at, check.action, check.params(values), options);
    const refusal = check.refuse(reply.body, values);
    if (refusal !== undefined) return failure(refusal.code, refusal.message);
  }

  const params = tool.encode(values, at.installation);
  if (tool.before.length > 0) {
    const halted = await execution.stopped();
    if (halted !== undefined) return halted;
  }
  const clearance = at.clear({ action: tool.action, slow: tool.slow, params });
  if (write) await execution.leaving(await replacedBy(execution));
  progress.begun = true;
  const reply = await at.whmcs.send(clearance, options);

  const added: Record<string, unknown> = {};
  for (const addition of tool.after) {
    if (addition.when?.(values) === false) continue;
    try {
      const more = await sideRead(at, addition.action, addition.params(values), options);
      added[addition.as] = addition.pick(more.body);
    } catch (error) {
      // The call itself is done; that its answer could not be completed must not make it look undone.
      if (!write && !(error instanceof WhmcsFault)) throw error;
      added[addition.as] = null;
    }
  }
  try {
    return { result: tool.project(reply.body, values, added) };
  } catch (error) {
    // A write that WHMCS confirmed is done, whatever else its reply holds: a failure here must not make it look undone.
    if (write)
      return {
        result: { result: 'success', note: CONFIRMED },
      };
    throw error;
  }
}

/** What the call will replace, for undoing it. A call is not held up where that can't be read. */
async function replacedBy({
  at,
  tool,
  values,
  options,
}: Execution): Promise<Record<string, unknown> | undefined> {
  const before = typeof tool.undo === 'object' ? tool.undo.before : undefined;
  if (before === undefined || before.when?.(values) === false) return undefined;
  try {
    const { body } = await sideRead(at, before.action, before.params(values), options);
    return before.keep(body, values);
  } catch {
    return undefined;
  }
}
