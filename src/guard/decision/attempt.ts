import type { Tool, Values } from '../../catalog/index.js';
import type { SessionFacts, UNAVAILABLE } from '../../policy/index.js';
import type { Caller } from '../session.js';

/** Who calls, and what has reached them. */
export interface Asker {
  readonly caller: Caller;
  readonly session: SessionFacts | typeof UNAVAILABLE;
}

/** A call that somebody tries to make. */
export interface Attempt {
  readonly tool: Tool;
  readonly values: Values;
  readonly asker: Asker;
}
