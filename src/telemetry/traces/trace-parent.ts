import { type Context, createTraceState, ROOT_CONTEXT, trace } from '@opentelemetry/api';

/** W3C Trace Context: version, trace, parent, flags. A version of the future may add parts, which are passed over. */
const PARENT = /^(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const MOST_STATE = 512;
const SAMPLED = 1;

/**
 * The span of the client that a call belongs to, as `params._meta` names it; what is no such name is passed over. It says
 * where a span is shown, and nothing else rests on it.
 */
export function parentIn(meta: Readonly<Record<string, unknown>> | undefined): Context {
  const { traceparent, tracestate } = meta ?? {};
  const [, version, traceId, spanId, flags = '', more] =
    typeof traceparent === 'string' ? (PARENT.exec(traceparent) ?? []) : [];
  if (traceId === undefined || spanId === undefined || (version === '00' && more !== undefined))
    return ROOT_CONTEXT;
  const isState = typeof tracestate === 'string' && tracestate.length <= MOST_STATE;
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags, 16) & SAMPLED,
    isRemote: true,
    ...(isState && { traceState: createTraceState(tracestate) }),
  });
}
