import type { CallObserver } from '../guard/index.js';
import type { SendWatch, WhmcsPorts } from '../whmcs/index.js';

/** Hears of calls of tools, and of calls to WHMCS. */
export interface Observer extends CallObserver {
  watch: NonNullable<WhmcsPorts['watch']>;
}

function watchBoth(one: SendWatch, other: SendWatch): SendWatch {
  return {
    tried(ms) {
      one.tried(ms);
      other.tried(ms);
    },
    ended(result) {
      one.ended(result);
      other.ended(result);
    },
  };
}

/** Two observers as one; the first is the outer one. */
export const both = (one: Observer, other: Observer): Observer => ({
  observe: (begun, work) => one.observe(begun, () => other.observe(begun, work)),
  watch: (call) => watchBoth(one.watch(call), other.watch(call)),
});
