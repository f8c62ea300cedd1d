import { LOCAL_CALLER, sessionFor } from '../../src/guard/index.js';
import { ALLOW_ALL, openProgram, policyFile } from '../harness.js';
import { recorder } from '../recorder.js';

/** A caller who has the actions, under a policy that allows all unless it says otherwise; the shipped one where it is `shipped`. */
export async function desk(policy: object | 'shipped' = {}, env: Record<string, string> = {}) {
  const whmcs = await recorder();
  const own =
    policy === 'shipped' ? {} : { GUARD_POLICY: policyFile({ ...ALLOW_ALL, mode: 'enforce', ...policy }) };
  const program = openProgram({ ...whmcs.env, WHMCS_RATE: '0', ...own, GUARD_TOOLSETS: 'actions', ...env });
  const agent = await program.connectAs(sessionFor(LOCAL_CALLER));
  const call = (action: string, params: unknown = {}, more: object = {}) =>
    agent.call('whmcs_call_action', { action, params, ...more });
  /** What left for an action, each field as PHP reads its name. */
  const fieldsOf = (action: string) =>
    whmcs.received.filter((one) => one.action === action).map(({ form }) => Object.fromEntries(form));
  return { ...program, whmcs, agent, call, fieldsOf, sent: () => whmcs.received.map(({ action }) => action) };
}
