import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import { systemCode } from '../../system/index.js';
import type { TransportFaultKind } from '../fault.js';
import { type Decoded, decodeBody } from '../replies/charset.js';
import type { StopSignal } from './stop-signal.js';

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
  signal: StopSignal | undefined;
  /** A write that has left must run to its end: hanging up would not undo it, only hide its outcome. */
  ignoreOnceSent: boolean;
}

const HEADERS = [
  ...['content-type', 'application/x-www-form-urlencoded'],
  ...['accept', 'application/json'],
  // Compressed, a small reply could unpack past any cap.
  ...['accept-encoding', 'identity'],
  ...['user-agent', 'whmcs-mcp'],
];

/** One POST, once. Never throws, follows no redirect, and hangs up at the deadline or when the body passes its cap. */
export function exchange(
  pool: Dispatcher,
  outgoing: Outgoing,
  bounds: Bounds,
  stop: Stop,
): Promise<Arrived | Lost> {
  return new Promise((resolve) => new Exchange(bounds, stop, resolve).begin(pool, outgoing));
}

/**
 * The dispatch interface is used rather than `request()` because it alone tells when the request starts to be written:
 * before that moment a failure is certain to have changed nothing.
 */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #bounds: Bounds;
  readonly #stop: Stop;
  readonly #resolve: (result: Arrived | Lost) => void;
  readonly #onAbort = () => {
    if (!(this.#reached && this.#stop.ignoreOnceSent)) this.#lose('cancelled');
  };
  #timer: NodeJS.Timeout | undefined;
  #settled = false;
  #reached = false;
  #status = 0;
  #headers: IncomingHttpHeaders = {};
  #chunks: Buffer[] = [];
  #size = 0;
  #controller: Dispatcher.DispatchController | undefined;

  constructor(bounds: Bounds, stop: Stop, resolve: (result: Arrived | Lost) => void) {
    this.#bounds = bounds;
    this.#stop = stop;
    this.#resolve = resolve;
  }

  begin(pool: Dispatcher, { path, body }: Outgoing): void {
    const { signal } = this.#stop;
    if (signal?.aborted) {
      this.#lose('cancelled');
      return;
    }
    signal?.addEventListener('abort', this.#onAbort);
    this.#timer = setTimeout(() => this.#lose('timeout'), this.#bounds.deadlineMs);
    try {
      pool.dispatch({ path, method: 'POST', headers: HEADERS, body }, this);
    } catch {
      this.#lose('network');
    }
  }

  onRequestStart(started: Dispatcher.DispatchController): void {
    this.#controller = started;
    // Given up while still connecting: this is the last moment at which nothing has left.
    if (this.#settled) started.abort(new Error('given up'));
    else this.#reached = true;
  }

  onResponseStart(_: Dispatcher.DispatchController, code: number, head: IncomingHttpHeaders): void {
    if (code < 200) return;
    this.#status = code;
    this.#headers = head;
    if (Number(head['content-length']) > this.#bounds.maxBytes) this.#lose('oversized');
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#settled) return;
    this.#size += chunk.length;
    if (this.#size > this.#bounds.maxBytes) this.#lose('oversized');
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    const [status, headers, [first]] = [this.#status, this.#headers, this.#chunks];
    const bytes = first !== undefined && this.#chunks.length === 1 ? first : Buffer.concat(this.#chunks);
    const { text, damage } = decodeBody(bytes, headers['content-type']);
    this.#settle(
      damage === undefined
        ? { arrived: true, status, headers, text }
        : { arrived: true, status, headers, text, damage },
    );
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.#lose(this.#status === 0 ? faultKindOf(error, this.#reached) : 'truncated');
  }

  #settle(result: Arrived | Lost): void {
    if (this.#settled) return;
    this.#settled = true;
    clearTimeout(this.#timer);
    this.#stop.signal?.removeEventListener('abort', this.#onAbort);
    this.#chunks = [];
    this.#resolve(result);
  }

  #lose(kind: TransportFaultKind): void {
    if (this.#settled) return;
    this.#settle({ arrived: false, kind, reached: this.#reached, answered: this.#status !== 0 });
    this.#controller?.abort(new Error(kind));
  }
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
  const code = systemCode(error);
  const known = BY_CODE[code];
  if (known !== undefined) return known;
  if (/^(ERR_SSL|ERR_TLS|CERT_|UNABLE_TO_)/.test(code)) return 'tls';
  if (/^(HPE_|UND_ERR_HEADERS|UND_ERR_RES)/.test(code)) return 'protocol';
  return reached ? 'reset' : 'network';
}
