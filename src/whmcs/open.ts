import { type Clear, type Clearance, type ClearRead, type KindOf, openGate } from './clearance.js';
import { Client, type Reply, type SendOptions } from './client.js';
import type { FaultKind } from './fault.js';
import { readLimits, type WhmcsPorts, type WhmcsSettings } from './settings.js';
import { SharedReads } from './shared-reads.js';

export interface Whmcs {
  /** What time WHMCS has, by the `Date` of its last answer; undefined as long as none of its answers had one. */
  clock(): Date | undefined;
  /**
   * Sends a cleared call and returns the reply of WHMCS, or throws `WhmcsFault`. Throws `TypeError`, with nothing sent,
   * for a clearance that is not this client's or was used before.
   */
  send(clearance: Clearance, options?: SendOptions): Promise<Reply>;
  /** A write is about to be sent: its connection opens meanwhile. Nothing is sent on it, and it is dropped within a second. */
  expectWrite(): void;
  /** Why WHMCS is left alone at this moment, after failures in a row; undefined where it is not. */
  restsFor(): FaultKind | undefined;
  /** Takes no new calls, waits for those under way, then closes the connections. */
  close(): Promise<void>;
}

export interface OpenWhmcs {
  whmcs: Whmcs;
  clear: Clear;
  clearRead: ClearRead;
}

/**
 * A client and the only functions that can clear calls for it. `kindOf` says of each action whether it writes.
 * Throws an `Error` for settings it can't work with.
 */
export function openWhmcs(settings: WhmcsSettings, kindOf: KindOf, ports: WhmcsPorts = {}): OpenWhmcs {
  const { clear, clearRead, redeem } = openGate(kindOf);
  const client = new Client(settings, ports);
  const reads = new SharedReads(
    (call, options: SendOptions) => client.send(call, options),
    readLimits(settings),
  );
  return {
    clear,
    clearRead,
    whmcs: Object.freeze({
      clock: () => client.clock.read(),
      send(clearance: Clearance, options?: SendOptions) {
        try {
          return reads.send(redeem(clearance), options);
        } catch (error) {
          return Promise.reject(error);
        }
      },
      expectWrite: () => client.expectWrite(),
      restsFor: () => client.restsFor(),
      close: () => client.close(),
    }),
  };
}
