import { samePerson } from '../identities/index.js';
import { NoTrial, type PolicyDesk, type PolicySeen } from '../policy-desk/index.js';
import type { Person } from './door/sessions.js';

/** Why people who are held to grants leave to others what holds for all callers. */
export const FOR_ALL = 'It holds for all callers, so only an approver who decides for all of them does that.';

const NOT_AN_EDITOR =
  'The operator says who changes the policy here, by name, in MCP_CONSOLE_POLICY_EDITORS; the file itself can be edited as ever.';
const NOT_YOURS = 'That grant is none of those whose callers you decide for.';

/** The policy as one person sees it, and may change it. */
export interface PolicyView extends PolicyDesk {
  /** Why this person can't change it, as a sentence; undefined where they can. */
  readonly barred: string | undefined;
}

function barredFrom({ who, by, grants }: Person, editors: readonly string[]): string | undefined {
  if (grants !== undefined) return FOR_ALL;
  const isEditor = by.way === 'link' || editors.some((name) => samePerson(name, who));
  return isEditor ? undefined : NOT_AN_EDITOR;
}

/** Whoever is held to grants sees what holds for their callers; limits count others, too. Only who may change it has its text. */
export function policyViewOf(desk: PolicyDesk, person: Person, editors: readonly string[]): PolicyView {
  const { who, grants } = person;
  const barred = barredFrom(person, editors);
  const isTheirs = (grant: unknown) =>
    grants === undefined || (typeof grant === 'string' && grants.includes(grant));

  async function see({ grant, ...of }: Parameters<PolicyDesk['see']>[0]): Promise<PolicySeen | string> {
    const shown = grants === undefined || isTheirs(grant) ? grant : grants[0];
    const seen = await desk.see({ ...of, grant: shown });
    if (typeof seen === 'string' || grants === undefined) return seen;
    return { ...seen, grants: seen.grants.filter(isTheirs), limits: [] };
  }

  return {
    barred,
    installs: desk.installs,
    sharedWith: desk.sharedWith,
    see,
    async tryCall(call) {
      if (!isTheirs(call.caller.grant)) return new NoTrial(NOT_YOURS);
      const trial = await desk.tryCall(call);
      // Values that rules compare and counters of others are not theirs to see.
      return grants === undefined || trial instanceof NoTrial ? trial : { ...trial, lines: [], counted: [] };
    },
    written: async (install) => (barred === undefined ? desk.written(install) : undefined),
    async check(text, install) {
      if (barred !== undefined) throw new Error('The policy is checked for those who may change it.');
      return desk.check(text, install);
    },
    put: async (replacement, install) => barred ?? desk.put({ ...replacement, who }, install),
  };
}

/** The WHMCS whose policy is meant, where there are several: the first, unless one of them is named. */
export function installIn({ installs }: PolicyView, named: string | null | undefined): string | undefined {
  return installs.find((one) => one === named) ?? installs[0];
}
