/** A policy as it is published. */
export interface NewPolicy {
  /** Which policy: '' for that of the only installation, or the name of one of several. */
  readonly name: string;
  /** The file as it was checked, letter by letter. */
  readonly document: string;
  /** Revision of the policy in it. */
  readonly revision: string;
  readonly who: string;
  /** Why, or where it comes from; may be empty. */
  readonly note: string;
}

/** What is known of a published policy without its document. */
export interface PublishedPolicy extends Omit<NewPolicy, 'document'> {
  /** 1, 2, 3 and so on, by name; the highest is in force. */
  readonly number: number;
  readonly at: Date;
}

/** Published policies, for all processes. They are only ever added, never changed. Rejects with a StoreFault. */
export interface PolicyRows {
  /**
   * Adds the next one. Undefined where the newest is not number `after` any more (0: there is none); without `after` it
   * follows whatever is there. Durable.
   */
  publish(policy: NewPolicy, at: Date, after?: number): Promise<PublishedPolicy | undefined>;
  /** The one in force, by a state that is certainly still in its place; undefined where none was published. */
  newest(name: string): Promise<PublishedPolicy | undefined>;
  document(name: string, number: number): Promise<string | undefined>;
  /** Newest first. */
  history(name: string, limit: number): Promise<readonly PublishedPolicy[]>;
}
