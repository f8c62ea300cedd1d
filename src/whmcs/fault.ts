export type FaultCode =
  /** WHMCS answered and said no; `whmcsMessage` says why. */
  | 'whmcs_error'
  /** WHMCS lets nothing through as this server is configured; only the operator can mend it. */
  | 'whmcs_auth'
  /** No answer came, and nothing was changed by this call. */
  | 'whmcs_unreachable'
  /** It waited too long for its place among our own calls, and was not sent. */
  | 'busy'
  /** A read was answered by something that is not a WHMCS reply. */
  | 'whmcs_bad_reply'
  /** A write left and its outcome is not known: read back, never repeat blindly. */
  | 'outcome_unknown'
  /** The caller gave up; a write that is cancelled has not left. */
  | 'cancelled';

/** Why WHMCS said no, from its text. */
export type RefusalKind =
  | 'ip_denied'
  | 'permission'
  | 'unknown_action'
  | 'base_url'
  | 'auth'
  | 'not_found_or_state'
  | 'not_found'
  | 'duplicate'
  | 'state'
  | 'mail'
  | 'remote'
  | 'validation'
  | 'other';

/** Why there is no reply to speak of. */
export type TransportFaultKind =
  | 'refused'
  | 'dns'
  | 'tls'
  | 'network'
  | 'timeout'
  | 'reset'
  | 'busy'
  | 'resting'
  | 'closed'
  | 'cancelled'
  | 'protocol'
  | 'encoded'
  | 'oversized'
  | 'truncated'
  | 'empty'
  | 'html'
  | 'php_error'
  | 'xml'
  | 'not_json'
  | 'redirect'
  | 'status'
  | 'too_deep'
  | 'charset'
  | 'contradictory'
  | 'no_record'
  | 'no_result';

export type FaultKind = RefusalKind | TransportFaultKind;

/** One try that did not succeed, before it is known whether there will be another. */
export interface Trouble {
  kind: FaultKind;
  /** WHMCS itself said no, rather than its answer being lost. */
  refusal: boolean;
  /** Something came back over HTTP. */
  answered: boolean;
  /** False only when certainly no byte of the request left. */
  reached: boolean;
  /** Sentences in our own words. */
  message: string;
  /** Whether a read may be tried again; `once` for what is rarely transient. */
  retry: 'no' | 'once' | 'yes';
  whmcsMessage?: string;
  retryAfterMs?: number;
}

export interface FaultFacts {
  action: string;
  write: boolean;
  tries: number;
  ms: number;
}

const ACCESS_KINDS: ReadonlySet<FaultKind> = new Set(['ip_denied', 'permission', 'base_url', 'auth']);

/**
 * A call that did not succeed. `message` is in our own words throughout and holds no text of WHMCS or of anyone behind
 * it; that stands apart in `whmcsMessage`, because a registrar, a module or a customer may have written it.
 */
export class WhmcsFault extends Error {
  override readonly name = 'WhmcsFault';
  readonly code: FaultCode;
  readonly kind: FaultKind;
  readonly action: string;
  /** WHMCS's own words: one line, at most 500 characters, our credentials removed. Untrusted. */
  readonly whmcsMessage: string | undefined;
  /** False only when certainly no byte of the request left, in any try. */
  readonly reached: boolean;
  /** How long the server asked us to stay away. */
  readonly retryAfterMs: number | undefined;
  readonly tries: number;
  readonly ms: number;
  readonly #trouble: Trouble;
  readonly #facts: FaultFacts;

  constructor(trouble: Trouble, facts: FaultFacts) {
    const code = codeOf(trouble, facts.write);
    super(sentence(code, trouble, facts));
    this.code = code;
    this.kind = trouble.kind;
    this.action = facts.action;
    this.reached = trouble.reached;
    this.tries = facts.tries;
    this.ms = facts.ms;
    this.whmcsMessage = trouble.whmcsMessage;
    this.retryAfterMs = trouble.retryAfterMs;
    this.#trouble = trouble;
    this.#facts = facts;
  }

  /** The same error of a write, after which it may be done all the same; `why` is a sentence in our own words. */
  leavesOpen(why: string, kind: FaultKind = this.kind): WhmcsFault {
    return new WhmcsFault({ ...this.#trouble, kind, refusal: false, message: why }, this.#facts);
  }
}

function codeOf(trouble: Trouble, write: boolean): FaultCode {
  if (trouble.kind === 'cancelled') return 'cancelled';
  if (trouble.refusal) return ACCESS_KINDS.has(trouble.kind) ? 'whmcs_auth' : 'whmcs_error';
  if (!trouble.reached) return trouble.kind === 'busy' ? 'busy' : 'whmcs_unreachable';
  if (write) return 'outcome_unknown';
  return trouble.answered ? 'whmcs_bad_reply' : 'whmcs_unreachable';
}

function sentence(code: FaultCode, trouble: Trouble, { action, tries, write }: FaultFacts): string {
  const tried = tries > 1 ? ` (after ${tries} tries)` : '';
  switch (code) {
    case 'whmcs_error':
      return `WHMCS refused ${action}. ${trouble.message}`;
    case 'whmcs_auth':
      return `WHMCS does not let this server call ${action}. ${trouble.message}`;
    case 'outcome_unknown':
      return `It is not known whether WHMCS carried out ${action}. ${trouble.message} Do not repeat it before reading back what it would have changed.`;
    case 'whmcs_bad_reply':
      return `${action} got no usable reply from WHMCS${tried}. ${trouble.message}`;
    case 'whmcs_unreachable':
      return `WHMCS could not be reached for ${action}${tried}. ${trouble.message}${write ? ' Nothing was sent, so nothing was changed.' : ''}`;
    case 'busy':
      return `${action} was not sent. ${trouble.message}`;
    case 'cancelled':
      return `${action} was cancelled.${write ? ' It had not been sent, so nothing was changed.' : ''}`;
  }
}
