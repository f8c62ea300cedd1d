import type { CallToolResult, ProgressNotification, RequestId } from '@modelcontextprotocol/sdk/types.js';
import type { CallOptions, Guard, Outcome, Session } from '../guard/index.js';
import type { CallControl } from './direct-calls.js';
import type { CallParams } from './plain-call.js';

/** What a call needs of the connection that it came by. */
export interface CallerSide {
  readonly guard: Guard;
  /** The session of a call. */
  sessionOf(call: RequestId): Session;
  /** Tells the client how far its call is. Never throws. */
  tell(progress: ProgressNotification['params'], call: RequestId): void;
}

/** What a call was sent with, beside its arguments. */
type CallMeta = Pick<CallParams, '_meta'>;

/** Calls a tool by the one path of the guard. */
export type MakeCall = (
  name: string,
  args: unknown,
  meta: CallMeta,
  control: CallControl,
) => Promise<Outcome>;

/** Calls a tool, and resolves to what its client is told. */
export type CallTool = (name: string, params: CallParams, control: CallControl) => Promise<CallToolResult>;

function render(outcome: Outcome): CallToolResult {
  if (outcome.ok) {
    const text = { type: 'text', text: outcome.text } as const;
    return { content: outcome.picture ? [text, { type: 'image', ...outcome.picture }] : [text] };
  }
  const { code, message, details, call } = outcome;
  return {
    isError: true,
    // Many clients hand their model only one of the two.
    content: [
      { type: 'text', text: `${message} (code: ${code}${call === undefined ? '' : `, call: ${call}`})` },
    ],
    structuredContent: { code, message, ...details, ...(call === undefined ? {} : { call }) },
  };
}

/** Calls for one connection, whatever their client is told of them. */
export function guardedCalls({ guard, sessionOf, tell }: CallerSide): MakeCall {
  /** Tells the client while a call waits, where it has named a token for that. */
  function progressOf(
    { _meta }: CallMeta,
    { id, signal }: CallControl,
  ): Pick<CallOptions, 'onWait' | 'onStep'> | undefined {
    const progressToken = _meta?.progressToken;
    if (progressToken === undefined) return undefined;
    const started = performance.now();
    let progress = 0;
    const onStep = (message: string): void => {
      if (signal.aborted) return;
      // One clock for the whole call: progress has to rise from one wait to the next.
      progress = Math.max(progress + 1, Math.round((performance.now() - started) / 1000));
      tell({ progressToken, progress, message }, id);
    };
    return {
      onStep,
      onWait(elapsedMs, forWhat) {
        const seconds = Math.round(elapsedMs / 1000);
        onStep(
          forWhat === undefined
            ? `WHMCS is at work since ${seconds} s`
            : `Waiting for ${forWhat} since ${seconds} s`,
        );
      },
    };
  }

  return (name, args, meta, control) => {
    const progress = progressOf(meta, control);
    const { id, signal } = control;
    const request = { id, meta: meta._meta };
    return guard.call(
      sessionOf(id),
      name,
      args,
      progress === undefined ? { signal, request } : { signal, request, ...progress },
    );
  };
}

export function toolCalls(side: CallerSide): CallTool {
  const call = guardedCalls(side);
  return async (name, params, control) => render(await call(name, params.arguments, params, control));
}
