import { bad, doubtful, type Finding, good } from '../finding.js';

/** The policy in force, as doctor is told of it. */
export interface OwnPolicy {
  /** Where it is from. */
  readonly place: string;
  readonly revision: string;
  readonly isShadow: boolean;
  /** Others than the operator can change the file. */
  readonly isExposed: boolean;
  readonly tools: { readonly shown: number; readonly all: number; readonly writes: number };
}

export function* checkPolicy(
  policy: OwnPolicy | { readonly problems: readonly string[] },
): Generator<Finding> {
  if ('problems' in policy) {
    for (const problem of policy.problems) {
      yield bad(
        'policy',
        problem.trim(),
        'Mend the policy; whmcs-mcp policy check FILE finds every fault with its line. Until then no server starts.',
      );
    }
    return;
  }
  const { place, revision, isShadow, isExposed, tools } = policy;
  if (isShadow) {
    yield doubtful(
      'policy',
      `THE POLICY ${place} DENIES NOTHING: its mode is shadow.`,
      'Set its mode to enforce once you have seen in the journal what it would deny.',
    );
  } else if (isExposed) {
    yield bad(
      'policy',
      `Others than you can change ${place}, so only reads pass.`,
      'Let its owner alone write it and its folder: chmod go-w on both.',
    );
  } else yield good('policy', `The policy is ${place}, revision ${revision}.`, { revision });
  const says = `${tools.shown} of ${tools.all} tools are shown, ${tools.writes} of which change something.`;
  yield tools.shown === 0
    ? bad('tools', says, 'The policy lets nothing through: whmcs-mcp tools says why, tool by tool.')
    : good('tools', says, { shown: String(tools.shown) });
}
