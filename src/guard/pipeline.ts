import type { End, Leave, Reached, Stage } from './call.js';

/** What came of a run: the call as the last stage left it, or where and how it stopped. */
export type Run<Out> = { readonly passed: Out } | { readonly reached: Reached; readonly stop: Leave };

/** Stages one after the other. Each takes what the one before it returns; the first that ends the call is the last. */
export class Pipeline<In extends Reached, Out extends Reached> {
  readonly #stages: readonly Stage<never, Reached>[];
  readonly #failed: (error: unknown, reached: Reached) => End;

  private constructor(
    stages: readonly Stage<never, Reached>[],
    failed: (error: unknown, reached: Reached) => End,
  ) {
    this.#stages = stages;
    this.#failed = failed;
  }

  /** `failed` makes an end of what a stage throws. */
  static of<In extends Reached>(failed: (error: unknown, reached: Reached) => End): Pipeline<In, In> {
    return new Pipeline<In, In>([], failed);
  }

  stage<Next extends Out>(stage: Stage<Out, Next>): Pipeline<In, Next> {
    return new Pipeline<In, Next>([...this.#stages, stage], this.#failed);
  }

  async run(call: In): Promise<Run<Out>> {
    let reached: Reached = call;
    for (const stage of this.#stages) {
      let step: Reached | Leave;
      try {
        // It is what the stage before it returned: `stage` takes no other.
        const taken = stage(reached as never);
        // Most stages of a read wait for nothing, and each wait costs a turn of the queue of promises.
        step = taken instanceof Promise ? await taken : taken;
      } catch (error) {
        step = this.#failed(error, reached);
      }
      if ('end' in step || 'waits' in step || 'again' in step) return { reached, stop: step };
      reached = step;
    }
    return { passed: reached as Out };
  }
}
