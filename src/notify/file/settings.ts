import type { Secret } from '../../config/index.js';
import type { Detail } from '../message.js';

/** A channel as the file names it. */
export interface NamedChannel {
  readonly name: string;
  readonly type: string;
  readonly detail: Detail;
  /** It is also told when a request that it heard of needs nobody any more. */
  readonly settled: boolean;
  readonly values: Readonly<Record<string, Secret>>;
}

/** Who is told once a request has waited for so long. */
export interface Step {
  readonly afterMs: number;
  readonly tell: readonly string[];
}

export interface NotifySettings {
  readonly channels: ReadonlyMap<string, NamedChannel>;
  /** The earliest first. */
  readonly steps: readonly Step[];
  /** Values that must not be shown anywhere. */
  readonly secrets: readonly string[];
}
