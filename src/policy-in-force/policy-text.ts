/** A policy as it is written, letter by letter. */
export interface PolicyText {
  readonly text: string;
  /** Tells it from any other text that was or will be in its place. */
  readonly stamp: string;
  /** The last change of it, as far as that is known. */
  readonly changed?: { readonly at: Date; readonly who?: string; readonly note?: string };
}

/** A whole text that is to take the place of another. */
export interface Replacement {
  readonly text: string;
  /** The stamp of the one that it was made from. */
  readonly after: string;
  readonly who: string;
  /** Why; may be empty. */
  readonly note: string;
}

export const CHANGED_MEANWHILE =
  'Somebody else has changed the policy meanwhile, so yours would undo their change. Open it anew and make your change again.';
