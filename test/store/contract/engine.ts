import { afterEach, beforeEach } from 'vitest';
import type { Store, StorePorts } from '../../../src/store/index.js';

/** One state of an engine. */
export interface TestState {
  /** One more process would open it like this. */
  open(ports?: Partial<StorePorts>): Promise<Store>;
  /** Runs SQL behind the back of the store. */
  meddle(sql: string): Promise<unknown>;
  clear(): Promise<void>;
}

export interface Engine {
  readonly name: string;
  /** Whether what one has opened is seen by the next who opens the same state. */
  readonly isShared: boolean;
  /** How many sequences of calls the laws are tried with. */
  readonly lawRuns: number;
  newState(): Promise<TestState>;
}

/** The state of the test that runs, and its first store. */
export interface Current {
  readonly engine: Engine;
  store(): Store;
  state(): TestState;
  /** Opens the state once more; closed after the test. */
  another(ports?: Partial<StorePorts>): Promise<Store>;
}

/** A state of its own for each test of the suite that calls this, gone after it. */
export function freshState(engine: Engine): Current {
  let state: TestState;
  let opened: Store[];
  beforeEach(async () => {
    state = await engine.newState();
    opened = [await state.open()];
  });
  afterEach(async () => {
    for (const store of opened) await store.close();
    await state.clear();
  });
  return {
    engine,
    state: () => state,
    store() {
      const [first] = opened;
      if (first === undefined) throw new Error('no state is open');
      return first;
    },
    async another(ports) {
      const store = await state.open(ports);
      opened.push(store);
      return store;
    },
  };
}
