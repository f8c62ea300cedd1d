import { canonicalJson, isObject } from '../../json/index.js';
import { pointerOf } from '../json/positions.js';
import type { Policy } from '../rules/compile.js';
import { limitsOf } from '../rules/limits.js';
import { limitsInWords } from './limits.js';
import { standingInWords, standingOf, type Whose } from './standing.js';

/** What becomes of a tool under two policies. */
export interface ToolChange {
  readonly tool: string;
  /** The grant of the callers it is about; left out, those without one. */
  readonly grant?: string;
  /** In which sessions: all of them, those that nothing of outsiders has reached, or those that it has. */
  readonly sessions: 'all' | 'untainted' | 'tainted';
  readonly before: string;
  readonly after: string;
}

/** A place of the document; undefined where there is nothing. */
export interface PlaceChange {
  /** JSON pointer. */
  readonly at: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

export interface PolicyChanges {
  readonly tools: readonly ToolChange[];
  readonly limits: { readonly gone: readonly string[]; readonly new: readonly string[] };
  readonly places: readonly PlaceChange[];
}

type Sides = Pick<ToolChange, 'before' | 'after'>;

/** Undefined where both policies say the same. */
function sidesOf(before: Policy, after: Policy, tool: string, whose: Whose): Sides | undefined {
  const [old, next] = [standingOf(before, tool, whose), standingOf(after, tool, whose)];
  if (old === undefined || next === undefined) return undefined;
  const sides = { before: standingInWords(old), after: standingInWords(next) };
  // Who does not see a tool is not told either by what it is hidden.
  const isHidden = old.standing === 'hidden' && next.standing === 'hidden';
  return isHidden || sides.before === sides.after ? undefined : sides;
}

function changesOfTool(
  before: Policy,
  after: Policy,
  tool: string,
  whose: Omit<Whose, 'tainted'>,
): ToolChange[] {
  const { grant } = whose;
  const about = { tool, ...(grant === undefined ? {} : { grant }) };
  const clean = sidesOf(before, after, tool, { ...whose, tainted: false });
  const tainted = sidesOf(before, after, tool, { ...whose, tainted: true });
  if (canonicalJson(clean ?? null) === canonicalJson(tainted ?? null))
    return clean === undefined ? [] : [{ ...about, sessions: 'all', ...clean }];
  return [
    ...(clean === undefined ? [] : [{ ...about, sessions: 'untainted' as const, ...clean }]),
    ...(tainted === undefined ? [] : [{ ...about, sessions: 'tainted' as const, ...tainted }]),
  ];
}

/** Every value of a document by its place; an empty list or object is one, too. */
function placesIn(value: unknown, path: readonly (string | number)[] = []): [string, string][] {
  const inner: [string | number, unknown][] = Array.isArray(value)
    ? value.map((one, at) => [at, one])
    : isObject(value)
      ? Object.entries(value).filter(([, one]) => one !== undefined)
      : [];
  if (inner.length === 0) return [[pointerOf(path), JSON.stringify(value) ?? '']];
  return inner.flatMap(([name, one]) => placesIn(one, [...path, name]));
}

function placeChanges(before: unknown, after: unknown): PlaceChange[] {
  const [old, next] = [new Map(placesIn(before)), new Map(placesIn(after))];
  return [...new Set([...old.keys(), ...next.keys()])]
    .map((at) => ({ at, before: old.get(at), after: next.get(at) }))
    .filter((one) => one.before !== one.after);
}

const limitsSaid = (policy: Policy, install: string | undefined): string[] =>
  limitsInWords(limitsOf(policy, install)).map(({ words, tools, grant }) => {
    const of = tools.length > 3 ? `${tools.length} tools` : tools.join(', ');
    return `${of}: ${words}${grant === undefined ? '' : ` (grant ${grant})`}`;
  });

/**
 * What changes from a policy to another: for callers without a grant and for those of each grant, for each limit, and place by place,
 * which leaves nothing out. Pure.
 */
export function changesBetween(
  before: Policy,
  after: Policy,
  whose: Omit<Whose, 'tainted' | 'grant' | 'doing'>,
): PolicyChanges {
  const grants = [undefined, ...new Set([...before.grants.keys(), ...after.grants.keys()])];
  const names = [...after.tools.keys()];
  const [old, next] = [limitsSaid(before, whose.install), limitsSaid(after, whose.install)];
  return {
    tools: grants.flatMap((grant) =>
      names.flatMap((tool) => changesOfTool(before, after, tool, { ...whose, grant })),
    ),
    limits: {
      gone: old.filter((one) => !next.includes(one)),
      new: next.filter((one) => !old.includes(one)),
    },
    places: placeChanges(before.document, after.document),
  };
}
