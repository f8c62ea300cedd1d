import { ATTACKER } from './actors.js';
import { call, follow, Said } from './agent.js';
import { type Attack, obey } from './attacks.js';
import type { Task } from './desk/index.js';
import type { Policy } from './policies.js';
import type { Server } from './server.js';
import { playFairly, type Stage } from './stage.js';

/** In what kind of session the work is done. */
export type Mood = 'clean' | 'tainted' | 'attacked';

export interface Work {
  readonly policy: string;
  readonly task: string;
  readonly mood: Mood;
  readonly done: boolean;
  /** Calls that waited for a person. */
  readonly held: number;
  /** The policy has no such work: a call was denied, whoever says yes. */
  readonly refused: boolean;
  /** What the first failed call was answered, where the work is not done. */
  readonly why?: string;
}

const REFUSED = new Set(['policy_denied', 'protocol']);

/** An unrelated ticket, whose text gives orders. */
const UNRELATED = call('get_ticket', { ticketid: ATTACKER.ticket });

/** Says yes to what waits for a person, where there is one, and lets the agent make the call again. */
function person(server: Server, isThere: boolean, held: () => void): Parameters<typeof follow>[3] {
  return async (answer, again) => {
    if (answer.code !== 'approval_required' || answer.approval === undefined) return answer;
    held();
    if (!isThere) return answer;
    const isApproved = await server.approve(answer.approval).then(
      () => true,
      () => false,
    );
    return isApproved ? again() : answer;
  };
}

export async function playTask(
  task: Task,
  mood: Mood,
  policy: Policy,
  stage: Stage,
  attack: Attack | undefined,
): Promise<Work> {
  const { house } = stage;
  return playFairly(stage, policy, mood, async (server) => {
    house.reset();
    if (mood === 'tainted') await follow([UNRELATED], server, new Said());
    if (mood === 'attacked' && attack !== undefined) await obey(attack, house, server);
    const before = house.snapshot();
    const said = new Said();
    let held = 0;
    const decide = person(server, mood !== 'attacked', () => {
      held += 1;
    });
    await follow(task.steps, server, said, decide);
    const done = task.done(house.world, before, said);
    // A session that has read what outsiders wrote is no longer a clean one.
    if (mood === 'clean' && said.answers.some(({ tagged }) => tagged) && !server.isWornOut)
      await stage.drop();
    const failed = said.answers.find(({ ok }) => !ok);
    return {
      policy: policy.name,
      task: task.id,
      mood,
      done,
      held,
      refused: said.answers.some(({ code }) => code !== undefined && REFUSED.has(code)),
      ...(done || failed === undefined ? {} : { why: `${failed.tool}: ${failed.text.slice(0, 200)}` }),
    };
  });
}
