import type { FaultKind, Trouble } from './fault.js';

/** Failed calls in a row after which WHMCS is left alone. */
const PATIENCE = 5;
const FIRST_REST_MS = 10_000;
const LONGEST_REST_MS = 5 * 60_000;
/** Hosts ban an address after a few wrong credentials, often for an hour: so the first one is already enough. */
const FIRST_AUTH_REST_MS = 60_000;
const LONGEST_AUTH_REST_MS = 30 * 60_000;

/** A probe that was never heard of again must not keep the others out for good. */
const LONGEST_PROBE_MS = 3 * 60_000;

/** Refusals that every further call would meet as well. One action that the role lacks is not among them. */
const FOR_ALL: ReadonlySet<FaultKind> = new Set(['ip_denied', 'auth', 'base_url']);

/** WHMCS is there and has answered, if not in a way that can be used. */
const ANSWERED: ReadonlySet<FaultKind> = new Set(['charset', 'contradictory', 'no_record']);

/** No sign of trouble at WHMCS: the caller or this process ended the call. */
const OURS: ReadonlySet<FaultKind> = new Set(['cancelled', 'closed', 'busy', 'oversized', 'too_deep']);

/**
 * Leaves a WHMCS in trouble alone for a while, then lets one call through to see whether it is well again. Until that
 * one is back the others are refused at once instead of piling up.
 */
export class Breaker {
  readonly #now: () => number;
  #failures = 0;
  #rests = 0;
  #until: number | undefined;
  #cause: Trouble | undefined;
  /** When the probe that is under way left; undefined while there is none. */
  #probe: number | undefined;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Why a call is not let through, or undefined. Whoever is let through says afterwards what came of it. */
  refuses(): Trouble | undefined {
    if (this.#until === undefined || this.#cause === undefined) return undefined;
    const leftMs = this.#until - this.#now();
    const now = this.#now();
    if (leftMs <= 0 && (this.#probe === undefined || now - this.#probe > LONGEST_PROBE_MS)) {
      this.#probe = now;
      return undefined;
    }
    return resting(this.#cause, Math.max(leftMs, 1_000));
  }

  /** Why WHMCS is left alone; undefined from when a call may try again. Asking changes nothing. */
  restsFor(): FaultKind | undefined {
    return this.#until === undefined || this.#until <= this.#now() ? undefined : this.#cause?.kind;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#rests = 0;
    this.#until = undefined;
    this.#cause = undefined;
    this.#probe = undefined;
  }

  /** The call was given up before it was sent: it says nothing of WHMCS, and another one may probe. */
  abandoned(): void {
    this.#probe = undefined;
  }

  /** `slow` calls wait for some server or registrar: that one being late says nothing of WHMCS. */
  failed(trouble: Trouble, slow: boolean): void {
    const wasProbe = this.#probe !== undefined;
    this.#probe = undefined;
    if (OURS.has(trouble.kind) || (slow && trouble.kind === 'timeout')) return;
    if (ANSWERED.has(trouble.kind) || (trouble.refusal && !FOR_ALL.has(trouble.kind))) {
      this.succeeded();
      return;
    }
    this.#failures += 1;
    if (!FOR_ALL.has(trouble.kind) && this.#failures < PATIENCE && !wasProbe) return;
    const auth = FOR_ALL.has(trouble.kind);
    const now = this.#now();
    if (!auth && !wasProbe && this.#until !== undefined && now < this.#until) {
      // Calls that were under way when the rest began tell of the same trouble once more.
      this.#until = Math.max(this.#until, now + (trouble.retryAfterMs ?? 0));
      return;
    }
    const first = auth ? FIRST_AUTH_REST_MS : FIRST_REST_MS;
    const longest = auth ? LONGEST_AUTH_REST_MS : LONGEST_REST_MS;
    const restMs = Math.max(Math.min(longest, first * 2 ** this.#rests), trouble.retryAfterMs ?? 0);
    this.#rests += 1;
    this.#until = now + restMs;
    this.#cause = trouble;
  }
}

function resting(cause: Trouble, leftMs: number): Trouble {
  const seconds = Math.ceil(leftMs / 1000);
  const why = cause.refusal
    ? `WHMCS has just refused this server (${cause.message.replace(/\.$/, '')}), and asking on would get its address banned.`
    : `The last calls failed (${cause.message.replace(/\.$/, '')}).`;
  return {
    kind: cause.refusal ? cause.kind : 'resting',
    refusal: cause.refusal,
    answered: false,
    reached: false,
    message: `${why} It is left alone for ${seconds} s more; this call was not sent.`,
    retry: 'no',
    retryAfterMs: leftMs,
    ...(cause.whmcsMessage === undefined ? {} : { whmcsMessage: cause.whmcsMessage }),
  };
}
