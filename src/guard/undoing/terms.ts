import type { Journal } from '../../audit/index.js';
import type { CallOf, Catalog } from '../../catalog/index.js';
import type { Extras } from '../extras.js';
import type { Guard } from '../guard.js';
import type { TurnPorts } from '../sending/turn.js';

/** A call that undoes another; `leaves` says what it does not bring back. */
export type UndoCall = Readonly<CallOf>;

/** Where a person asks for an undo; the policy sees it as the caller's channel. */
export type UndoChannel = 'cli' | 'console';

/** What came of an undo; `code` as agents are told it, where it was made and is not done. */
export interface Undone {
  readonly done: boolean;
  readonly says: string;
  readonly code?: string;
}

/** What undoing has of the program. */
export interface UndoPorts extends Pick<TurnPorts, 'store' | 'log'> {
  readonly catalog: Catalog;
  readonly extras: Pick<Extras, 'actions'>;
  readonly call: Guard['call'];
  readonly journal: Pick<Journal, 'note' | 'calls'>;
  /** The WHMCS that calls are made in here. */
  readonly installation: string;
}
