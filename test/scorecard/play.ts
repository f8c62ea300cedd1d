import { type Attack, type Outcome, planAttacks, playAttack } from './attacks.js';
import { TASKS } from './desk/index.js';
import { GOALS, LEFT_OPEN } from './goals/index.js';
import { type Policy, policiesOf } from './policies.js';
import { inLanes, type Stage } from './stage.js';
import { type Mood, playTask, type Work } from './work.js';

export interface Choice {
  readonly policies: readonly string[];
  /** Ids of goals and of tasks; all where absent. */
  readonly goals?: readonly string[];
  readonly tasks?: readonly string[];
  /** Plays every so-manieth attack and task alone: the same ones each time, others for each policy. */
  readonly every?: number;
  readonly lanes: number;
  readonly tell?: (done: number, all: number) => void;
}

export interface Played {
  readonly outcomes: Outcome[];
  readonly works: Work[];
}

type Job = (stage: Stage) => Promise<{ outcomes?: Outcome[]; work?: Work }>;

const MOODS: readonly Mood[] = ['clean', 'tainted', 'attacked'];

const some = <T>(list: readonly T[], every = 1, first = 0): T[] =>
  list.filter((_, at) => at % every === first % every);

function setsOf(attacks: readonly Attack[]): Attack[][] {
  const sets = new Map<string, Attack[]>();
  for (const attack of attacks) {
    const key = `${attack.goal.id} ${attack.carrier.room}`;
    sets.set(key, [...(sets.get(key) ?? []), attack]);
  }
  return [...sets.values()];
}

function jobsOf(policy: Policy, position: number, { goals, tasks, every }: Choice): Job[] {
  const all = planAttacks([...GOALS, ...LEFT_OPEN]).filter(({ goal }) => goals?.includes(goal.id) ?? true);
  // Attacks that may share a session come one after the other.
  const sets = setsOf(all);
  const counted = planAttacks(GOALS);
  const chosen = TASKS.filter(({ id }) => tasks?.includes(id) ?? goals === undefined);
  const attackOf = (at: number): Attack | undefined => counted[(3 * at) % counted.length];
  return [
    ...some(tasks === undefined || goals !== undefined ? sets : [], every, 3 * position).map(
      (set): Job =>
        async (stage) => {
          const outcomes: Outcome[] = [];
          for (const attack of set) outcomes.push(...(await playAttack(attack, policy, stage)));
          return { outcomes };
        },
    ),
    ...MOODS.flatMap((mood) =>
      some(chosen, every, 3 * position).map(
        (task): Job =>
          async (stage) => ({
            work: await playTask(task, mood, policy, stage, attackOf(TASKS.indexOf(task))),
          }),
      ),
    ),
  ];
}

/** Plays the chosen attacks and tasks under the chosen policies. */
export async function play(choice: Choice): Promise<Played> {
  const { policies, close } = policiesOf(choice.policies);
  try {
    const jobs = policies.flatMap((policy, position) => jobsOf(policy, position, choice));
    let done = 0;
    const results = await inLanes(jobs, choice.lanes, async (stage, job) => {
      const result = await job(stage);
      done += 1;
      choice.tell?.(done, jobs.length);
      return result;
    });
    return {
      outcomes: results.flatMap(({ outcomes = [] }) => outcomes),
      works: results.flatMap(({ work }) => (work === undefined ? [] : [work])),
    };
  } finally {
    close();
  }
}
