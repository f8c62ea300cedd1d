import { encodeForm, type Params } from './form.js';

/** One call of one WHMCS action. */
export interface Call {
  action: string;
  /** It may change something: sent once at most, and held to a stricter reading of the reply. */
  write: boolean;
  /** It calls a server or a registrar, and gets the longer deadline. */
  slow: boolean;
  params: Params;
}

/** Makes the clearance for one call. Throws `ParamFault` when the parameters can't be sent as they are. */
export type Clear = (call: Call) => Clearance;

/** What was cleared, as it will leave: encoded at once, so that nothing changes between the decision and the sending. */
export interface Cleared {
  readonly action: string;
  readonly write: boolean;
  readonly slow: boolean;
  readonly form: string;
}

let issue: (gate: object, cleared: Cleared) => Clearance;
let redeem: (gate: object, clearance: unknown) => Cleared;

/**
 * Leave to send one call, once. Nothing but the `clear` that came with a client makes one that this client takes: the
 * constructor is private, the fields are hard-private, and each client knows only its own gate.
 */
export class Clearance {
  readonly action: string;
  readonly write: boolean;
  readonly #gate: object;
  readonly #cleared: Cleared;
  #used = false;

  private constructor(gate: object, cleared: Cleared) {
    this.action = cleared.action;
    this.write = cleared.write;
    this.#gate = gate;
    this.#cleared = cleared;
    Object.freeze(this);
  }

  static {
    issue = (gate, cleared) => new Clearance(gate, cleared);
    redeem = (gate, clearance) => {
      const made = typeof clearance === 'object' && clearance !== null && #gate in clearance;
      if (!made || clearance.#gate !== gate) {
        throw new TypeError('This call was not cleared for this WHMCS client; nothing was sent.');
      }
      if (clearance.#used) {
        throw new TypeError(
          'This clearance was used before; a clearance is good for one call. Nothing was sent.',
        );
      }
      clearance.#used = true;
      return clearance.#cleared;
    };
  }
}

/** A pair that knows only each other: what one clears, only the other redeems, once. */
export function openGate(): { clear: Clear; redeem: (clearance: Clearance) => Cleared } {
  const gate = Object.freeze({});
  return {
    clear: ({ action, write, slow, params }) => {
      if (!/^[A-Za-z][A-Za-z0-9]*$/.test(action))
        throw new TypeError('This is not the name of a WHMCS action.');
      return issue(gate, Object.freeze({ action, write, slow, form: encodeForm(params) }));
    },
    redeem: (clearance) => redeem(gate, clearance),
  };
}
