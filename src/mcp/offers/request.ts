import type { Guard, Outcome, Session } from '../../guard/index.js';

/** What a client asks for beside tools. */
export interface OfferRequest {
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly guard: Guard;
  readonly session: Session;
  /** Calls a tool by the one path, as a part of this request. */
  call(tool: string, args: Readonly<Record<string, unknown>>): Promise<Outcome>;
}
