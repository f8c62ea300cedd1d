import { type Calls, composed, type Meets, need } from '../../src/catalog/index.js';
import { once } from '../../src/once.js';
import { SYNONYMS } from './documented/about.js';
import { type Action, type Book, toolOf, wordsIn } from './documented/book.js';

const MOST_FOUND = 8;

/** Where a word stands, and how much that says of what is looked for. */
const WEIGHTS = { name: 6, about: 3, group: 2, params: 1 } as const;
type Place = keyof typeof WEIGHTS;

const FILLERS = new Set([
  'a',
  'an',
  'the',
  'of',
  'to',
  'for',
  'in',
  'on',
  'and',
  'or',
  'by',
  'from',
  'with',
  'that',
  'how',
  'i',
]);

const STANDS_FOR = new Map(
  SYNONYMS.flatMap((words) => words.map((word) => [word, words[0] ?? word] as const)),
);

/** A word as it is compared: one of all that mean the same. */
function meant(word: string): string {
  const singular = word.length > 3 ? word.replace(/(?:ies)$/, 'y').replace(/([^s])s$/, '$1') : word;
  return STANDS_FOR.get(word) ?? STANDS_FOR.get(singular) ?? singular;
}

const wordsOf = (text: string): string[] =>
  wordsIn(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '' && !FILLERS.has(word))
    .map(meant);

type Indexed = readonly [Action, Readonly<Record<Place, ReadonlySet<string>>>];

const indexOf = ({ actions }: Book): readonly Indexed[] =>
  [...actions.values()].map((action): Indexed => {
    const { name, about, group, params, tools } = action;
    const texts: Readonly<Record<Place, string>> = {
      name: `${name} ${tools.map((tool) => tool.name).join(' ')}`,
      about,
      group,
      params: params.map((param) => param.name).join(' '),
    };
    const places = Object.entries(texts).map(([place, text]) => [place, new Set(wordsOf(text))]);
    return [action, Object.fromEntries(places)];
  });

function scoreOf([, places]: Indexed, wanted: readonly string[]): number {
  const points = wanted.map((word) =>
    Math.max(
      0,
      ...(Object.keys(WEIGHTS) as Place[]).map((place) => (places[place].has(word) ? WEIGHTS[place] : 0)),
    ),
  );
  // What all words lead to goes before what one of them leads to twice.
  return points.reduce((sum, one) => sum + one, 0) * points.filter((one) => one > 0).length;
}

/** Who calls an action for the caller; undefined where the policy lets nobody do that. */
export async function wayOf(
  action: Action,
  meets: Calls['meets'],
): Promise<Record<string, unknown> | undefined> {
  const needs = ({ state }: Meets) => (state === 'approval' ? { needs: 'a person to approve it' } : {});
  if (action.tools.length === 0) {
    const met = await meets(toolOf(action.name));
    return met.state === 'none' || met.state === 'refused'
      ? undefined
      : { call: 'whmcs_call_action', ...needs(met) };
  }
  for (const { name, set } of action.tools) {
    const met = await meets(name);
    if (met.state !== 'none' && met.state !== 'refused') return { call: name, ...needs(met) };
    if (met.rule === '(set)')
      return { off: `${name} does it, of the set ${set}, which the operator has not switched on.` };
  }
  return undefined;
}

export function findAction(book: () => Book) {
  const indexed = once(() => indexOf(book()));
  return composed('whmcs_find_action', {
    title: 'Find an action of WHMCS',
    about:
      'Actions of WHMCS by what they do, in words such as "ban an ip", with the tool that calls each. Only what you may call.',
    args: { query: need.text('What it should do, or its name') },
    ours: [
      'actions.action',
      'actions.about',
      'actions.class',
      'actions.call',
      'actions.needs',
      'actions.off',
      'never',
      'note',
    ],
    async compose({ values, meets }) {
      const query = String(values.query);
      const named = book().meaningOf(query);
      const wanted = [...new Set(wordsOf(query))];
      const ranked = indexed()
        .map((one) => ({
          action: one[0],
          score: 'action' in named && named.action === one[0] ? 1_000 : scoreOf(one, wanted),
        }))
        .filter(({ score }) => score > 0)
        .sort((one, other) => other.score - one.score || one.action.name.localeCompare(other.action.name));
      const actions: Record<string, unknown>[] = [];
      for (const { action } of ranked) {
        if (actions.length === MOST_FOUND) break;
        const way = await wayOf(action, meets);
        if (way !== undefined)
          actions.push({ action: action.name, about: action.about, class: action.risk, ...way });
      }
      return {
        actions,
        ...('never' in named ? { never: `${named.name} is never called. ${named.never}` } : {}),
        ...(actions.length === 0 ? { note: 'Nothing that you may call is found by these words.' } : {}),
      };
    },
    sample: { least: { query: 'ban an ip' } },
  });
}
