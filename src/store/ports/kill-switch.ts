/** A stop of all calls that are not reads. */
export interface Halt {
  readonly by: string;
  readonly at: Date;
  readonly reason: string;
  /** Set when a file halts: `resume` can't lift it, removing the file does. */
  readonly file?: string;
}

/** The kill switch of all processes that share the state. Rejects with a StoreFault: whoever asked must then stop. */
export interface KillSwitch {
  /** The halt in force, or undefined. */
  halted(): Promise<Halt | undefined>;
  /** Seen by the next look of every process once this has resolved. Durable. */
  halt(by: string, reason: string, at: Date): Promise<void>;
  /** Lifts what `halt` did. Resolves to what still halts: a file, or nothing. Durable. */
  resume(by: string, at: Date): Promise<Halt | undefined>;
}
