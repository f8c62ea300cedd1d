import { encodeForm, type Params } from './form/form.js';

/** The key of a reply that names a record. */
export interface Promised {
  readonly id: string;
  /** The call makes that record: a success that does not name it proves nothing. */
  readonly made: boolean;
}

/** One call of one WHMCS action. */
export interface Call {
  action: string;
  /** It calls a server or a registrar, and gets the longer deadline. */
  slow: boolean;
  params: Params;
  promise?: Promised | undefined;
}

/**
 * Makes the clearance for one call. Throws `ParamFault` when the parameters can't be sent as they are, and `TypeError`
 * for an action that nobody has classified.
 */
export type Clear = (call: Call) => Clearance;

/** The same for a plain read. Throws `TypeError` for an action that writes. */
export type ClearRead = (call: Pick<Call, 'action' | 'params'>) => Clearance;

/**
 * Whether an action, with these parameters, reads or writes; undefined for one that is not known. The caller of `clear` has no
 * say in it.
 */
export type KindOf = (action: string, params: Params) => 'read' | 'write' | undefined;

/** What was cleared, as it will leave: encoded at once, so that nothing changes between the decision and the sending. */
export interface Cleared {
  readonly action: string;
  /** It may change something: sent once at most, and held to a stricter reading of the reply. */
  readonly write: boolean;
  readonly slow: boolean;
  readonly form: string;
  readonly promise: Promised | undefined;
}

/** The same for two calls that are the same to the letter. Neither part holds a space. */
export const questionOf = ({ action, form }: Pick<Cleared, 'action' | 'form'>) => `${action} ${form}`;

let issue: (gate: object, cleared: Cleared) => Clearance;
let redeem: (gate: object, clearance: unknown) => Cleared;

/**
 * Leave to send one call, once. Nothing but the `clear` that came with a client makes one that this client takes: the
 * constructor is private, the fields are hard-private, and each client knows only its own gate.
 */
export class Clearance {
  readonly action: string;
  readonly write: boolean;
  /** What a read asks, to the letter; undefined for a write. Our own credential is not in it. */
  readonly question: string | undefined;
  readonly #gate: object;
  readonly #cleared: Cleared;
  #used = false;

  private constructor(gate: object, cleared: Cleared) {
    this.action = cleared.action;
    this.write = cleared.write;
    this.question = cleared.write ? undefined : questionOf(cleared);
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

export interface Gate {
  clear: Clear;
  clearRead: ClearRead;
  redeem(clearance: Clearance): Cleared;
}

/** Functions that know only each other: what one of them clears, only `redeem` takes, once. */
export function openGate(kindOf: KindOf): Gate {
  const gate = Object.freeze({});
  const cleared = ({ action, slow, params, promise }: Call, mustRead: boolean): Clearance => {
    if (!/^[A-Za-z][A-Za-z0-9]*$/.test(action))
      throw new TypeError('This is not the name of a WHMCS action.');
    const kind = kindOf(action, params);
    if (kind === undefined) throw new TypeError(`The WHMCS action ${action} has no class; it is not sent.`);
    if (mustRead && kind !== 'read') throw new TypeError(`The WHMCS action ${action} does more than read.`);
    const form = encodeForm(params);
    return issue(gate, Object.freeze({ action, write: kind === 'write', slow, form, promise }));
  };
  return {
    clear: (call) => cleared(call, false),
    clearRead: (call) => cleared({ ...call, slow: false }, true),
    redeem: (clearance) => redeem(gate, clearance),
  };
}
