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

/** Where no file names channels: people who switch it on in the console are told in their browsers. */
export const unaskedSettings = (): NotifySettings => ({
  channels: new Map([
    [
      'browsers',
      { name: 'browsers', type: 'push', detail: 'kind', settled: true, values: {} } satisfies NamedChannel,
    ],
  ]),
  steps: [{ afterMs: 0, tell: ['browsers'] }],
  secrets: [],
});

/** The push services that channels name; undefined where none tells people in browsers. */
export function pushServices(channels: Iterable<NamedChannel>): readonly string[] | undefined {
  const all = [...channels].filter(({ type }) => type === 'push');
  if (all.length === 0) return undefined;
  return all.flatMap(({ values }) => values.services?.reveal().split(',') ?? []);
}
