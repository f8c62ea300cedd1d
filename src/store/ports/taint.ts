/** A caller of one installation. */
export interface CallerAt {
  /** Tells this WHMCS from another that shares the state. */
  readonly installation: string;
  readonly caller: string;
}

/** What brought text of outsiders to a caller. */
export interface TaintSource {
  /** Id of the call. */
  readonly call: string;
  readonly tool: string;
}

/** A caller that text of outsiders has reached. */
export interface Taint extends CallerAt {
  /** The first such text of this stretch. */
  readonly by: TaintSource;
  readonly since: Date;
  /** When the latest such text came. */
  readonly last: Date;
  /** When it ends unless more comes. */
  readonly until: Date;
}

/** Which callers are tainted, for all processes. Only time and people end it. Rejects with a StoreFault. */
export interface TaintRows {
  /** Begins a stretch, or makes the one that holds longer; never shorter. Durable. */
  mark(of: CallerAt, by: TaintSource, at: Date, until: Date): Promise<void>;
  /** Undefined where the caller is not tainted at that time. */
  standing(of: CallerAt, at: Date): Promise<Taint | undefined>;
  /** Everybody who is tainted at that time, the latest first. */
  list(at: Date): Promise<readonly Taint[]>;
  /** Ends it. False where there was nothing to end. Durable. */
  end(of: CallerAt, at: Date): Promise<boolean>;
}
