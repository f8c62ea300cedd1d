import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Change } from './changes.js';
import { SetupFault } from './fault.js';
import { textOf } from './files/replace.js';
import { POLICIES } from './policies.js';
import type { Choice, Person, Screen } from './terminal/person.js';

/** Where policies come from and go to. */
export interface PolicyPlaces {
  /** The text of a shipped file: a policy, or its table of cases. */
  shipped(name: string): string;
  /** Where an editor finds the schema of policies. */
  readonly schemaUrl: string;
  readonly cwd: string;
  /** The file of settings, which the policy is put beside. */
  readonly envFile: string;
}

export interface ChosenPolicy {
  /** What GUARD_POLICY is set to; undefined: it stays as it is. */
  readonly path: string | undefined;
  readonly changes: readonly Change[];
  /** Whether it leaves anything to the switch for destructive tools. */
  readonly hasDestruction: boolean;
}

const KEEP = '(keep)';
const NAME = 'whmcs-policy';

function copies(
  { shipped, schemaUrl, envFile }: PolicyPlaces,
  name: string,
): { path: string; changes: Change[] } {
  const path = join(dirname(envFile), `${NAME}.json`);
  const policy = shipped(`${name}.json`).replace('"./policy.schema.json"', JSON.stringify(schemaUrl));
  const cases = shipped(`${name}.cases.json`);
  return {
    path,
    changes: [
      {
        path,
        about: `your copy of the policy "${name}", to be changed as you like`,
        edit: () => policy,
        isLong: true,
      },
      {
        path: join(dirname(envFile), `${NAME}.cases.json`),
        about: 'calls, and what it must make of them: whmcs-mcp policy test',
        edit: () => cases,
        isLong: true,
      },
    ],
  };
}

async function ask(person: Person, set: string | undefined): Promise<string> {
  const choices: Choice<string>[] = POLICIES.map(({ name, label, says }) => ({
    value: name,
    label: `${label}: ${says}`,
  }));
  const keep = { value: KEEP, label: `Keep the policy that is set: ${set}` };
  return person.choose({
    message: 'What may the agent do? You can change it later, line by line',
    choices: set === undefined ? choices : [keep, ...choices],
  });
}

/** What the command line or a person chose; what is set stays where nobody chose. */
export async function choosePolicy(
  places: PolicyPlaces,
  { given, set, person }: { given: string | undefined; set: string | undefined; person: Person | undefined },
): Promise<ChosenPolicy> {
  const [usual] = POLICIES;
  const own = join(dirname(places.envFile), `${NAME}.json`);
  const unasked = set !== undefined || textOf(own) !== undefined ? KEEP : usual.name;
  const name = given ?? (person === undefined ? unasked : await ask(person, set));
  if (name === KEEP) return { path: set === undefined ? own : undefined, changes: [], hasDestruction: true };
  if (POLICIES.some((one) => one.name === name))
    return { ...copies(places, name), hasDestruction: ['default', 'full'].includes(name) };
  const path = resolve(places.cwd, name);
  if (existsSync(path)) return { path, changes: [], hasDestruction: true };
  const names = POLICIES.map((one) => one.name).join(', ');
  throw new SetupFault(
    `--policy: there is no file ${path}, and no policy of that name. There are: ${names}.`,
    'usage',
  );
}

const DESTRUCTIVE = { policy: '', off: 'off', on: 'true' } as const;
type Switch = keyof typeof DESTRUCTIVE;

/** What GUARD_DESTRUCTIVE is set to; undefined: it stays as it is. */
export async function chooseDestructive(
  given: string | undefined,
  {
    hasDestruction,
    person,
    screen,
  }: { hasDestruction: boolean; person: Person | undefined; screen: Pick<Screen, 'warn'> },
): Promise<string | undefined> {
  if (given !== undefined) {
    if (!Object.hasOwn(DESTRUCTIVE, given))
      throw new SetupFault('--destructive takes policy, off or on.', 'usage');
    if (given === 'on' && !hasDestruction)
      screen.warn(
        '--destructive on shows nothing here: the chosen policy refuses all that deletes, cancels or terminates. With --policy default or full a person decides on it.',
      );
    return DESTRUCTIVE[given as Switch];
  }
  if (person === undefined || !hasDestruction) return undefined;
  const answer = await person.choose<Switch>({
    message: 'Tools that delete, cancel or terminate',
    choices: [
      { value: 'policy', label: 'As the policy says' },
      { value: 'off', label: 'Hidden, whatever the policy says' },
      { value: 'on', label: 'Visible; each call of them needs the yes of a person' },
    ],
    initial: 'policy',
  });
  return DESTRUCTIVE[answer];
}
