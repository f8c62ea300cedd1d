import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import type { TransportFaultKind } from './fault.js';
import { type Decoded, decodeBody } from './replies/charset.js';

export interface Outgoing {
  path: string;
  body: string;
}

export interface Bounds {
  deadlineMs: number;
  maxBytes: number;
}

export interface Arrived extends Decoded {
  arrived: true;
  status: number;
  headers: IncomingHttpHeaders;
}

export interface Lost {
  arrived: false;
  kind: TransportFaultKind;
  /** False only when certainly no byte of the request left. */
  reached: boolean;
  /** The head of a reply had come. */
  answered: boolean;
}

export interface Stop {
  signal: AbortSignal | undefined;
  /** A write that has left must run to its end: hanging up would not undo it, only hide its outcome. */
  ignoreOnceSent: boolean;
}

/**
 * One POST, once. Never throws, follows no redirect, and hangs up at the deadline or when the body passes its cap.
 *
 * The dispatch interface is used rather than `request()` because it alone tells when the request starts to be written:
 * before that moment a failure is certain to have changed nothing.
 */
export function exchange(
  pool: Dispatcher,
  outgoing: Outgoing,
  bounds: Bounds,
  stop: Stop,
): Promise<Arrived | Lost> {
  const { promise, resolve } = open<Arrived | Lost>();
  const { signal } = stop;
  let settled = false;
  let reached = false;
  let status = 0;
  let headers: IncomingHttpHeaders = {};
  let chunks: Buffer[] = [];
  let size = 0;
  let controller: Dispatcher.DispatchController | undefined;

  const settle = (result: Arrived | Lost) => {
    if (settled) return;
    settled = true;
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
    chunks = [];
    resolve(result);
  };
  const lose = (kind: TransportFaultKind) => {
    if (settled) return;
    settle({ arrived: false, kind, reached, answered: status !== 0 });
    controller?.abort(new Error(kind));
  };
  const onAbort = () => {
    if (!(reached && stop.ignoreOnceSent)) lose('cancelled');
  };
  const timer = setTimeout(() => lose('timeout'), bounds.deadlineMs);

  if (signal?.aborted) {
    onAbort();
    return promise;
  }
  signal?.addEventListener('abort', onAbort, { once: true });

  const handler: Dispatcher.DispatchHandler = {
    onRequestStart: (started) => {
      controller = started;
      // Given up while still connecting: this is the last moment at which nothing has left.
      if (settled) started.abort(new Error('given up'));
      else reached = true;
    },
    onResponseStart: (_controller, code, head) => {
      if (code < 200) return;
      status = code;
      headers = head;
      if (Number(head['content-length']) > bounds.maxBytes) lose('oversized');
    },
    onResponseData: (_controller, chunk) => {
      if (settled) return;
      size += chunk.length;
      if (size > bounds.maxBytes) lose('oversized');
      else chunks.push(chunk);
    },
    onResponseEnd: () => {
      settle({
        arrived: true,
        status,
        headers,
        ...decodeBody(Buffer.concat(chunks), headers['content-type']),
      });
    },
    onResponseError: (_controller, error) => {
      lose(status === 0 ? faultKindOf(error, reached) : 'truncated');
    },
  };
  try {
    pool.dispatch(
      {
        path: outgoing.path,
        method: 'POST',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          accept: 'application/json',
          // Compressed, a small reply could unpack past any cap.
          'accept-encoding': 'identity',
          'user-agent': 'whmcs-mcp',
        },
        body: outgoing.body,
      },
      handler,
    );
  } catch {
    lose('network');
  }
  return promise;
}

function open<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

const BY_CODE: Readonly<Record<string, TransportFaultKind>> = {
  ECONNREFUSED: 'refused',
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  ETIMEDOUT: 'timeout',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  UND_ERR_SOCKET: 'reset',
  EHOSTUNREACH: 'network',
  ENETUNREACH: 'network',
  EPROTO: 'tls',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls',
};

function faultKindOf(error: Error, reached: boolean): TransportFaultKind {
  const code = codeOf(error);
  const known = BY_CODE[code];
  if (known !== undefined) return known;
  if (/^(ERR_SSL|ERR_TLS|CERT_|UNABLE_TO_)/.test(code)) return 'tls';
  if (/^(HPE_|UND_ERR_HEADERS|UND_ERR_RES)/.test(code)) return 'protocol';
  return reached ? 'reset' : 'network';
}

/** Trying several addresses at once fails with one error that holds the others. */
function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error instanceof AggregateError ? codeOf(error.errors[0]) : '';
}
