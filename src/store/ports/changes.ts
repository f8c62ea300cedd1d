/** What processes tell one another of as soon as it is changed. */
export const TOPICS = ['approvals', 'kill switch', 'taint', 'policies', 'tokens'] as const;
export type Topic = (typeof TOPICS)[number];

/**
 * Wakes those who wait for a change. It only ever says that it is time to ask: nobody may go by what was known before, since
 * word of a change comes a moment after it holds.
 */
export interface Changes {
  /**
   * Calls back after anybody has changed something of a topic, and whenever word of a change may have been missed. Returns
   * what ends it.
   */
  watch(topic: Topic, listener: () => void): () => void;
  /** Whether word comes at this moment; where it does not, whoever waits has to ask again and again. */
  isTold(): boolean;
}

/** Of a state that tells nothing. */
export const UNTOLD: Changes = { watch: () => () => undefined, isTold: () => false };
