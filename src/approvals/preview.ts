/** One call of a plan, as it would be shown by itself. */
export interface LinePreview
  extends Pick<Preview, 'title' | 'sentences' | 'irreversible' | 'gentler' | 'details' | 'missing'> {
  readonly tool: string;
}

/** What a call would do, in words of the business, for a person to read before saying yes. */
export interface Preview {
  /** One line: `Cancel order 1042 of Anna Schmidt (client 12)`. */
  readonly title: string;
  /** Plain sentences in this order: whose it is, what it is, what depends on it, what will happen. */
  readonly sentences: readonly string[];
  /** Sentences on what no call can undo. */
  readonly irreversible: readonly string[];
  /** A milder call to the same end. */
  readonly gentler?: string | undefined;
  /** Further facts, formatted. */
  readonly details: readonly { readonly label: string; readonly value: string }[];
  /**
   * Facts that a yes rests on (status, balance, owner, counts of what goes with it), by dotted name. They are read again
   * before the call is sent: if one differs, nobody has approved what would happen now.
   */
  readonly snapshot: Readonly<Record<string, string>>;
  /** Sentence on what could not be read; absent if everything was. */
  readonly missing?: string | undefined;
  /** Of a plan each of its calls, in their order; the rest speaks of all of them. */
  readonly lines?: readonly LinePreview[] | undefined;
  /** How many reads of WHMCS it took. */
  readonly reads: number;
}
