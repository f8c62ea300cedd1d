import type { Backend } from '../backend-process.js';
import { rulesForAll, spreadRules } from '../decide.js';
import { ours, ownFolder } from '../servers.js';
import { callCosts, readOf } from './call-cost.js';
import type { Growth, Point } from './growth.js';

const SIZES = [10, 100, 1_000, 10_000];
/** A list of rules holds no more. */
const MOST_IN_ONE = 1_000;

/** Over the rules of a policy, each of one condition that does not hold. */
export async function byRules(backend: Backend): Promise<Growth> {
  const costs = async (
    policy: (count: number, conditions: number) => string,
    most = Number.POSITIVE_INFINITY,
  ) => {
    const points: Point[] = [];
    for (const size of SIZES.filter((one) => one <= most)) {
      const [ms = Number.NaN] = await callCosts(ours(ownFolder(), policy(size, 1)), backend, [readOf]);
      points.push([size, ms]);
    }
    return points;
  };
  return {
    name: 'rules',
    of: 'rules in the policy',
    lines: [
      { label: 'for one tool each', points: await costs(spreadRules) },
      { label: 'for all tools', points: await costs(rulesForAll, MOST_IN_ONE) },
    ],
    says:
      'Rules of other tools cost nothing: a tool knows its own from when the policy was read. Of its own, those about one text, such ' +
      'as the name of a caller or the word of an argument, are found by that text; only rules that could apply are asked, so that an ' +
      'answer still names every reason.',
  };
}
