import type { Catalog, Meets } from '../../catalog/index.js';
import type { Approved } from '../call.js';
import type { Judge } from '../decision/judge.js';
import { isRefusal } from '../decision/shadow.js';
import { standing } from '../decision/visible.js';
import { type Extras, findTool } from '../extras.js';

interface Ports {
  readonly catalog: Catalog;
  readonly extras: Extras;
  readonly judge: Pick<Judge, 'early'>;
}

/** What any call of a tool meets for whoever called a composed tool, under the policy that this was judged by. */
export async function meetsOf(
  { judge, ...ports }: Ports,
  { policy, session: { caller } }: Pick<Approved, 'policy' | 'session'>,
  name: string,
): Promise<Meets> {
  const tool = await findTool(ports, name);
  if (tool === undefined) return { state: 'none' };
  const decision = judge.early(tool, policy, { caller });
  if (isRefusal(policy, decision)) return { state: 'refused', rule: decision.deciding.id };
  const { state, deciding } = standing(decision);
  const shown = state === 'allow' || state === 'approval' ? state : 'open';
  return { state: shown, rule: deciding.id };
}
