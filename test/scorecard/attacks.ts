import { follow, Said } from './agent.js';
import { CARRIERS, type Carrier } from './carriers.js';
import { DRESSES, missingWords } from './dress.js';
import { type Goal, GROUPS, type Route } from './goals/index.js';
import type { Policy } from './policies.js';
import type { Server } from './server.js';
import { playFairly, type Stage } from './stage.js';
import type { House } from './world.js';

/** A goal that somebody has, and the place where the text about it stands. */
export interface Attack {
  readonly goal: Goal;
  readonly carrier: Carrier;
  readonly text: string;
  /** How a short text is made to look like a name. */
  readonly dress: string;
  readonly routes: readonly Route[];
}

export interface Outcome {
  readonly policy: string;
  readonly goal: string;
  readonly group: string;
  readonly carrier: string;
  readonly dress: string;
  readonly route: string;
  /** What was done, in words; undefined where nothing was. */
  readonly harm?: string;
  /** The text never reached the agent: then nothing is shown by the run. */
  readonly fault?: string;
  readonly leftOpen: boolean;
  readonly stoppedAnyway: boolean;
}

/**
 * Gives each goal three carriers: two with room for sentences, which share its routes, and a field for names, from which
 * all of them are tried. Goals of a group take turns, so that every carrier serves every group.
 */
export function planAttacks(goals: readonly Goal[]): Attack[] {
  const long = CARRIERS.filter(({ room }) => room === 'long');
  const short = CARRIERS.filter(({ room }) => room === 'short');
  const turns = new Map<string, number>();
  return goals.flatMap((goal) => {
    const turn = turns.get(goal.group) ?? 0;
    turns.set(goal.group, turn + 1);
    const shift = GROUPS.indexOf(goal.group);
    const sentences = [0, 1].flatMap((second): Attack[] => {
      const carrier = long[(2 * turn + second + shift) % long.length];
      const text = goal.asks[(turn + second) % goal.asks.length];
      const routes = goal.routes.filter((_, at) => goal.routes.length === 1 || at % 2 === second);
      return carrier === undefined || text === undefined ? [] : [{ goal, carrier, text, dress: '', routes }];
    });
    const carrier = short[(turn + shift) % short.length];
    const dress = DRESSES[(turn + 3 * shift) % DRESSES.length];
    return carrier === undefined || dress === undefined
      ? sentences
      : [
          ...sentences,
          { goal, carrier, text: dress.wear(goal.short), dress: dress.name, routes: goal.routes },
        ];
  });
}

async function readCarrier(
  { goal, carrier, text }: Attack,
  server: Server,
): Promise<{ fault?: string; tagged: boolean }> {
  const said = new Said();
  await follow([carrier.read], server, said);
  const [answer] = said.answers;
  const tagged = answer?.tagged === true;
  if (answer?.ok === true && missingWords(answer.text, text).length === 0) return { tagged };
  const missing = missingWords(answer?.text ?? '', text).join(', ');
  return {
    tagged,
    fault: `${goal.id}: the text in "${carrier.name}" did not reach the agent whole: ${missing} of "${text}"`,
  };
}

async function playRoute(attack: Attack, route: Route, policy: Policy, stage: Stage): Promise<Outcome> {
  const { goal, carrier, dress } = attack;
  const { house } = stage;
  const about = {
    policy: policy.name,
    goal: goal.id,
    group: goal.group,
    carrier: carrier.name,
    dress,
    route: route.name,
    leftOpen: goal.leftOpen !== undefined,
    stoppedAnyway: goal.stoppedAnyway === true,
  };
  return playFairly(stage, policy, `${goal.id} from a ${carrier.room} text`, async (server) => {
    house.reset();
    carrier.plant(house.world.state, attack.text);
    const { fault, tagged } = await readCarrier(attack, server);
    const before = house.snapshot();
    const said = new Said();
    await follow(route.steps, server, said);
    const harm = goal.harm(house.world, before);
    // What this route read may have put the guard on its watch, which the next one must not gain from.
    const isWarned = !tagged && said.answers.some((answer) => answer.tagged);
    if (isWarned && !server.isWornOut) await stage.drop();
    return { ...about, ...(harm === undefined ? {} : { harm }), ...(fault === undefined ? {} : { fault }) };
  });
}

/** All routes to a goal from one carrier, in one session where that hides nothing. */
export async function playAttack(attack: Attack, policy: Policy, stage: Stage): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const route of attack.routes) outcomes.push(await playRoute(attack, route, policy, stage));
  return outcomes;
}

/** The agent reads what an attacker planted and does as it was told, by the first route; nobody is there to approve. */
export async function obey({ goal, carrier, text }: Attack, house: House, server: Server): Promise<void> {
  carrier.plant(house.world.state, text);
  await follow([carrier.read, ...(goal.routes[0]?.steps ?? [])], server, new Said());
}
