/** What a call costs as one thing grows. */
export interface Growth {
  /** Name of its picture. */
  readonly name: string;
  /** What grows, as the axis says it. */
  readonly of: string;
  readonly lines: readonly Line[];
  /** How it grows, and why. */
  readonly says: string;
}

export interface Line {
  readonly label: string;
  /** Milliseconds of the processor a call, by size. */
  readonly points: readonly Point[];
}

export type Point = readonly [size: number, ms: number];
