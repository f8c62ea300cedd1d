import { type Finding, Misshapen, type ShownPicture, Unconfigured } from '../catalog/index.js';
import type { Prepared } from '../output/index.js';
import { StoreFault } from '../store/index.js';
import type { FailureCode } from '../terms.js';
import { type FaultKind, ParamFault, WhmcsFault } from '../whmcs/index.js';

export interface Failure {
  ok: false;
  code: FailureCode;
  /** A sentence the agent can act on. */
  message: string;
  details?: Readonly<Record<string, unknown>>;
  /** Id of the call, under which the journal and the log have it; given when the call is over. */
  call?: string;
}

export interface Success {
  ok: true;
  /** Compact JSON; empty for a call that a composed tool made. */
  text: string;
  /** An outsider's, shown beside the text. */
  picture?: ShownPicture;
  /** What such a call answered, for the composed tool alone. */
  open?: Prepared;
  /** The id under which the call waits before it leaves; nothing of it was sent. */
  held?: string;
}

export type Outcome = Success | Failure;

export function failure(code: FailureCode, message: string, details?: Failure['details']): Failure {
  return details === undefined ? { ok: false, code, message } : { ok: false, code, message, details };
}

/** After this long whatever was in the way is most likely done. */
const RETRY_BUSY_S = 10;

/** A message from outside as the caller may be told it. */
export type Quote = (message: string) => string;

/** An answer of these kinds may be of something in front of WHMCS. */
const SOMEBODY_ELSE: ReadonlySet<FaultKind> = new Set(['status', 'no_result']);

/** What a tool advises about a refusal of its own. */
type Advice = (refusal: { kind: string; said: string }) => string | undefined;

/** What the agent is told when WHMCS, or the way there, failed. */
export function faultOutcome(fault: WhmcsFault, quote: Quote, advice?: Advice): Failure {
  if (fault.code === 'busy') {
    const details = { rule: '(calls to WHMCS)', kind: fault.kind, retry_after_s: RETRY_BUSY_S };
    return failure('rate_limited', fault.message, details);
  }
  const code = fault.code === 'cancelled' ? 'internal' : fault.code;
  const own =
    code === 'whmcs_error' ? advice?.({ kind: fault.kind, said: fault.whmcsMessage ?? '' }) : undefined;
  const message = own === undefined ? fault.message : `WHMCS refused ${fault.action}. ${own}`;
  // A server, a registrar or a customer may have written it.
  if (fault.whmcsMessage === undefined) return failure(code, message, { kind: fault.kind });
  const quoted = quote(fault.whmcsMessage);
  const speaker = SOMEBODY_ELSE.has(fault.kind) ? 'The answer' : 'WHMCS';
  return failure(code, `${message} ${speaker} said: ${JSON.stringify(quoted)}`, {
    kind: fault.kind,
    whmcs_message: quoted,
  });
}

/** A failure for a caller who is granted single clients: what is wrong with a reply may count what others have. */
export const discreetly = (told: Failure): Failure =>
  told.code === 'whmcs_bad_reply'
    ? { ...told, message: 'WHMCS gave no usable reply: a person has to look there.' }
    : told;

/** The same for a write that was looked up, with what reading back has told. */
export function lookedUpOutcome(fault: WhmcsFault, finding: Finding, quote: Quote, advice?: Advice): Failure {
  const told = faultOutcome(fault, quote, advice);
  return {
    ...told,
    message: `${told.message} Reading back: ${finding.says}.`,
    details: { ...told.details, read_back: { done: finding.done ?? null, says: finding.says } },
  };
}

/** What a call is told that could not be sent because of the state. */
function stateOutcome({ code }: StoreFault): Failure {
  if (code === 'busy') {
    return failure(
      'rate_limited',
      `Other servers kept the guard's state busy for too long, so nothing was sent. Try again in ${RETRY_BUSY_S} s.`,
      { rule: '(state busy)', retry_after_s: RETRY_BUSY_S },
    );
  }
  return failure(
    'internal',
    "The guard can't read or write its own state, and without it lets nothing through that is not a plain read. Nothing was sent; the operator finds the cause in the log.",
  );
}

/** Anything thrown on the way of a call. What nobody foresaw is named `internal` and not shown. */
export function thrownOutcome(error: unknown, quote: Quote): Failure {
  if (error instanceof WhmcsFault) return faultOutcome(error, quote);
  if (error instanceof StoreFault) return stateOutcome(error);
  if (error instanceof Misshapen) {
    return failure(
      'whmcs_bad_reply',
      `WHMCS answered, but ${error.message}: nothing can be concluded from it. Something else may be answering at WHMCS_API_URL.`,
    );
  }
  if (error instanceof Unconfigured)
    return failure('invalid_arguments', `${error.message} Nothing was sent.`);
  if (error instanceof ParamFault) return failure('invalid_arguments', `${error.message} Nothing was sent.`);
  return failure(
    'internal',
    'whmcs-mcp failed while working on this call; nothing more is known here. Its log says more.',
  );
}
