/** What a call would do, in terms of the business, as a person reads it before saying yes. */
export interface Preview {
  /** One line: `Cancel order 1042 of Anna Schmidt (client 12)`. */
  readonly title: string;
  /** Plain sentences: whose it is, what it is, what hangs on it, what will happen. In this order. */
  readonly sentences: readonly string[];
  /** Sentences on what no call brings back. */
  readonly irreversible: readonly string[];
  /** A gentler way to the same end, where there is one. */
  readonly gentler?: string | undefined;
  /** Facts for whoever wants to look closer, already in the form they are shown in. */
  readonly details: readonly { readonly label: string; readonly value: string }[];
  /**
   * What a yes rests on (status, balance, owner, counts of what goes with it), by dotted name. Read again before the
   * call is made: where it differs, nobody has approved what would happen now.
   */
  readonly snapshot: Readonly<Record<string, string>>;
  /** What could not be read, in a sentence; absent where everything was. */
  readonly missing?: string | undefined;
  /** How many reads of WHMCS it took. */
  readonly reads: number;
}
