export type FigureName =
  | 'cpuBusy'
  | 'cpuAlone'
  | 'rate'
  | 'rateSlow'
  | 'alone'
  | 'start'
  | 'memory'
  | 'listing'
  | 'write'
  | 'writes';

export interface Figure {
  readonly title: string;
  readonly unit: string;
  readonly digits: number;
  /** Of ours against the floor's in the same run. */
  readonly must?: number;
  readonly goal?: number;
  readonly moreIsBetter?: true;
}

/** What is measured of each server, in the order of the table. */
export const FIGURES: Readonly<Record<FigureName, Figure>> = {
  cpuBusy: { title: 'CPU per call, 50 in flight', unit: 'ms', digits: 3, must: 2, goal: 1.3 },
  cpuAlone: { title: 'CPU per call, one at a time', unit: 'ms', digits: 3, must: 2, goal: 1.3 },
  rate: {
    title: '50 in flight, backend 0 ms',
    unit: 'calls/s',
    digits: 0,
    must: 0.5,
    goal: 0.8,
    moreIsBetter: true,
  },
  rateSlow: {
    title: '50 in flight, backend 50 ms',
    unit: 'calls/s',
    digits: 0,
    must: 0.95,
    goal: 0.97,
    moreIsBetter: true,
  },
  alone: { title: 'one at a time, warm, p50', unit: 'ms', digits: 3, must: 1.8, goal: 1.25 },
  start: { title: 'cold start to tools/list', unit: 'ms', digits: 0, must: 0.8, goal: 0.6 },
  memory: { title: 'memory after the calls', unit: 'MiB', digits: 0, must: 1.2, goal: 1 },
  write: { title: 'a write, one at a time, p50', unit: 'ms', digits: 3 },
  writes: { title: 'writes, 20 in flight', unit: 'calls/s', digits: 0, moreIsBetter: true },
  listing: { title: 'tools/list', unit: 'tokens', digits: 0 },
};

export type Figures = Partial<Record<FigureName, number>>;
