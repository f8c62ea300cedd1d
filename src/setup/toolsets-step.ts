import { didYouMean } from '../spelling.js';
import { AREAS, EXTRA_SETS, type ExtraSet, TOOLSETS } from '../terms.js';
import { SetupFault } from './fault.js';
import type { Person } from './terminal/person.js';

/** What each extra set is good for, in the words of a person who has to choose. */
const SAYS: Readonly<Record<ExtraSet, string>> = {
  desk: 'More of the daily work: orders, credit, refunds, upgrades, contacts, renewal dates',
  answers: 'Answers to whole questions: overdue, renewals, revenue, why a service does not work',
  plans: 'Say what a call would do, and many changes under one yes',
  actions: 'Every other action that WHMCS documents, and those of your addons',
};

const NONE = 'none';

const namesIn = (list: string): string[] =>
  list
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean);

function checked(list: string): string {
  const names = namesIn(list);
  const wrong = names.find((name) => !(TOOLSETS as readonly string[]).includes(name));
  if (wrong !== undefined || names.length === 0)
    throw new SetupFault(
      `--toolsets: ${wrong === undefined ? 'name one.' : `there is no set ${wrong}.${didYouMean(wrong, TOOLSETS)}`} There are: ${EXTRA_SETS.join(', ')}; none; and to have only the tools of some areas: ${AREAS.join(', ')}.`,
      'usage',
    );
  return names.join(',');
}

/** What GUARD_TOOLSETS is set to, empty for nothing beyond the usual tools; undefined: it stays as it is. */
export async function chooseToolsets(
  given: string | undefined,
  { set, person }: { set: string | undefined; person: Person | undefined },
): Promise<string | undefined> {
  if (given !== undefined) return given.trim().toLowerCase() === NONE ? '' : checked(given);
  if (person === undefined) return undefined;
  const before = namesIn(set ?? '');
  const chosen = await person.chooseSome<ExtraSet>({
    message: 'Tools beyond the usual ones (each costs some tokens in every conversation; none is fine)',
    choices: EXTRA_SETS.map((name) => ({ value: name, label: SAYS[name] })),
    initial: EXTRA_SETS.filter((name) => before.includes(name)),
  });
  // Areas narrow the tools: nobody was asked about them.
  const areas = before.filter((name) => (AREAS as readonly string[]).includes(name));
  const names = [...areas, ...chosen].join(',');
  return names === before.join(',') ? undefined : names;
}
