export type RuleVerdict = 'hide' | 'deny' | 'approval' | 'hold' | 'allow' | 'open';

/** The verdict of one rule that applied. */
export interface RuleAnswer {
  /** JSON pointer into the file, or a name in parentheses, such as `(read only)`, for a switch or a default. */
  readonly id: string;
  readonly verdict: RuleVerdict;
  /** The operator's message to the agent. */
  readonly message?: string;
  /** JSON pointer for the operator, where the id is none. */
  readonly pointer?: string;
}

export const answer = (id: string, verdict: RuleVerdict, message?: string): RuleAnswer =>
  message === undefined ? { id, verdict } : { id, verdict, message };

export const hide = (id: string, pointer?: string): RuleAnswer =>
  pointer === undefined ? { id, verdict: 'hide' } : { id, verdict: 'hide', pointer };
