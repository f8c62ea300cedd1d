import { riskClassOf } from '../../src/catalog/index.js';
import type { Sandbox } from '../../src/sandbox/index.js';
import { type Answering, answering } from '../answers/stage.js';
import { type Agent, type Answer, done, unmarked } from '../harness.js';

export const PLAN = 'whmcs_plan';
export const MAIL = 'whmcs_send_email';
export const UPDATE = 'whmcs_update_client';

export type Line = { tool: string; arguments: Record<string, unknown> };

export const mail = (id: number): Line => ({
  tool: MAIL,
  arguments: { messagename: 'Client Signup Email', id },
});
export const moved = (clientid: number, city = 'Exampleton'): Line => ({
  tool: UPDATE,
  arguments: { clientid, city },
});

export const planning = (policy: object = {}, env: Record<string, string> = {}) =>
  answering({ env: { GUARD_TOOLSETS: 'plans', ...env }, policy });

export const planned = (agent: Agent, calls: readonly Line[]) => agent.call(PLAN, { calls });

/** What a person says of a plan; `denied`: the lines that they leave out. */
export const decide = (
  { app }: Pick<Answering, 'app'>,
  asked: Answer,
  yes = true,
  who = 'anna',
  denied?: readonly number[],
) =>
  app.approvals.vote(String(asked.details.approval), {
    ...{ who, channel: 'cli', yes, reason: '' },
    ...(denied && { denied }),
  });

/** What became of each line of a plan that people approve at once. */
export async function approved(on: Answering, calls: readonly Line[]) {
  await decide(on, await planned(on.agent, calls));
  return unmarked(done(await planned(on.agent, calls)));
}

export const writesSent = ({ requests }: Sandbox) =>
  requests.map(({ action }) => action).filter((action) => riskClassOf(action) !== 'read');

export const states = (told: Record<string, unknown>) =>
  (told.lines as { state: string }[]).map(({ state }) => state);
