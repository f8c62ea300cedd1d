import type { PolicyVocabulary } from '../facts/request.js';

const ACTION = 'action:';

type Tools = Pick<PolicyVocabulary, 'tools'>;

/**
 * The tools that call an action which a policy names as one without a tool, `action:AddContact`. It had none when that was
 * written; what it says holds for them. None for any other name.
 */
export function toolsInPlaceOf(name: string, { tools }: Tools): readonly string[] {
  if (!name.startsWith(ACTION) || tools.has(name)) return [];
  const action = name.slice(ACTION.length);
  return [...tools].flatMap(([tool, facts]) => (facts.action === action ? [tool] : []));
}

/** By tool, the other names that a policy may know it by. */
export type FormerNames = ReadonlyMap<string, readonly string[]>;

interface Naming {
  readonly tools?: Readonly<Record<string, unknown>> | undefined;
  readonly hide?: string | readonly string[] | undefined;
  readonly show?: readonly string[] | undefined;
  readonly grants?:
    | Readonly<
        Record<
          string,
          { readonly tools?: readonly string[] | undefined; readonly hide?: readonly string[] | undefined }
        >
      >
    | undefined;
}

/** Those that a policy does know tools by. */
export function formerNames(
  { tools = {}, hide = [], show = [], grants = {} }: Naming,
  vocabulary: Tools,
): FormerNames {
  const named = [
    ...Object.keys(tools),
    ...(typeof hide === 'string' ? [] : hide),
    ...show,
    ...Object.values(grants).flatMap((grant) => [...(grant.tools ?? []), ...(grant.hide ?? [])]),
  ];
  const former = new Map<string, string[]>();
  for (const name of new Set(named))
    for (const tool of toolsInPlaceOf(name, vocabulary))
      former.set(tool, [...(former.get(tool) ?? []), name]);
  return former;
}

/** All names of a tool, its own first. */
export const namesOf = (tool: string, former: FormerNames): readonly string[] => [
  tool,
  ...(former.get(tool) ?? []),
];
