import type { ApprovalRows } from '../store/index.js';
import type { AnnouncerPorts } from './announcer.js';
import type { PausePorts } from './asking/pauses.js';

/** What requests are kept in, and who hears of them. */
export interface ApprovalPorts extends AnnouncerPorts, Pick<PausePorts, 'changes'> {
  /** The shared state, opened when first needed. Rejects if it can't be opened. */
  rows(): Promise<ApprovalRows>;
  /** Id of this WHMCS: others may use the same state. */
  installation: string;
  /** Its name, where the server works on several: people are shown which one a request is about. */
  install?: string | undefined;
  /** Key for the digests of calls. */
  key: Uint8Array;
  newId?(): string;
  /** Milliseconds of a monotonic clock. */
  elapsed?(): number;
  /** Rejects once the signal aborts. */
  sleep?(ms: number, signal?: AbortSignal): Promise<unknown>;
}
