import type { RovingAgent } from './agent.js';

const TOOL = 'whmcs_log_activity';
/** Descriptions that hold it need a person; the policy says so. */
export const NEEDS_PERSON = 'by permission';

/** A person who decides requests by their ids. Resolves to false where that did not count. */
export interface Person {
  approve(id: string): Promise<boolean>;
  deny(id: string): Promise<boolean>;
}

export interface DuelCount {
  /** Requests that a person approved. */
  approved: number;
  /** Approvals that a call has used, by what its client was told. */
  used: number;
}

/**
 * Two clients of one caller, again and again: one asks for a write that needs a person, who approves it, and then both make
 * that call at once.
 */
export async function keepDuelling(
  [one, other]: readonly [RovingAgent, RovingAgent],
  person: Person,
  count: DuelCount,
  thinkMs: number,
  goesOn: () => boolean,
): Promise<void> {
  for (let turn = 0; goesOn(); turn += 1) {
    const name = `write ${NEEDS_PERSON} ${one.client}.${turn}`;
    const make = (agent: RovingAgent) => agent.call('approved', name, TOOL, { description: name });
    const asked = await make(one);
    await new Promise((next) => setTimeout(next, thinkMs));
    if (asked.approval === undefined || !(await person.approve(asked.approval).catch(() => false))) continue;
    count.approved += 1;
    const answers = await Promise.all([make(one), make(other)]);
    count.used += answers.filter(({ outcome }) => outcome === 'done').length;
    // Who came too late has asked anew; a caller may have few requests open.
    for (const { approval } of answers)
      if (approval !== undefined) await person.deny(approval).catch(() => false);
  }
}
