import { type Reply, WhmcsFault } from '../whmcs/index.js';
import type { ProbeName, Probing } from '../whmcs/probing/index.js';

/** What came of one probe. */
export type Answer =
  /** A success. Of a write that names no record it is one that nobody expects. */
  | { readonly is: 'success'; readonly body: Reply['body']; readonly clock: Date | undefined }
  /** The API role, or the admin behind it, lacks the action. */
  | { readonly is: 'denied'; readonly fault: WhmcsFault }
  /** This WHMCS has no such action. */
  | { readonly is: 'absent'; readonly fault: WhmcsFault }
  /** It is allowed: WHMCS looked at the arguments and said no. */
  | { readonly is: 'refused'; readonly fault: WhmcsFault }
  /** Nobody can tell. */
  | { readonly is: 'lost'; readonly fault: WhmcsFault };

/** WHMCS, or somebody in front of it, refuses everything from now on: to ask on would get the address banned. */
export class ShutOut extends Error {
  constructor(readonly fault: WhmcsFault) {
    super(fault.message);
  }
}

const FOR_ALL: ReadonlySet<WhmcsFault['kind']> = new Set(['ip_denied', 'auth', 'base_url', 'resting']);

function answerOf(fault: WhmcsFault): Answer {
  if (FOR_ALL.has(fault.kind)) throw new ShutOut(fault);
  // A module or registrar can't have said so: no probe reaches one.
  const isDenied = fault.kind === 'permission' || /^invalid permissions\b/i.test(fault.whmcsMessage ?? '');
  if (isDenied) return { is: 'denied', fault };
  if (fault.kind === 'unknown_action') return { is: 'absent', fault };
  return { is: fault.code === 'whmcs_error' ? 'refused' : 'lost', fault };
}

/** Asks for each probe once, however many checks want its answer. */
export class Answers {
  readonly #probing: Probing;
  readonly #known = new Map<ProbeName, Promise<Answer>>();

  constructor(probing: Probing) {
    this.#probing = probing;
  }

  /** Rejects with a ShutOut. */
  ask(action: ProbeName): Promise<Answer> {
    const known = this.#known.get(action) ?? this.#ask(this.#probing.probe(action));
    this.#known.set(action, known);
    return known;
  }

  /** The same of the activity of one day. */
  activityOf(day: string): Promise<Answer> {
    return this.#ask(this.#probing.activityOf(day));
  }

  /** What time WHMCS has by its last answer. */
  clock(): Date | undefined {
    return this.#probing.clock();
  }

  async #ask(asked: Promise<Reply>): Promise<Answer> {
    try {
      const { body } = await asked;
      return { is: 'success', body, clock: this.#probing.clock() };
    } catch (error) {
      if (error instanceof WhmcsFault) return answerOf(error);
      throw error;
    }
  }
}

/** The body of a success; undefined where there is none. */
export const bodyOf = (answer: Answer): Reply['body'] | undefined =>
  answer.is === 'success' ? answer.body : undefined;
