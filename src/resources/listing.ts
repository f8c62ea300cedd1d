import { addressOf } from './address.js';
import { LISTS, RECORDS } from './table.js';

/** What a caller is shown: the names of the WHMCS, where those have names, and the tools of each. */
export interface Shown {
  readonly installs: readonly string[];
  toolsOf(install: string | undefined): ReadonlySet<string>;
}

/** A resource as MCP lists it. */
export interface Listed {
  readonly uri: string;
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly mimeType: string;
}

/** A template as MCP lists it. */
export interface ListedTemplate extends Omit<Listed, 'uri'> {
  readonly uriTemplate: string;
}

export const JSON_TYPE = 'application/json';
export const WORDS_TYPE = 'text/markdown';

/** What the guard says of itself. No tool is called for it. */
export const OF_GUARD = [
  {
    path: 'guard/policy',
    title: 'What the policy lets you do',
    about: 'Which tools are free, which ask a person.',
  },
  { path: 'guard/limits', title: 'Your limits', about: 'What is counted, and how much of it is left.' },
] as const;

/** The WHMCS that a caller is shown anything of; one without a name is `undefined`. */
const placesOf = ({ installs }: Shown): readonly (string | undefined)[] =>
  installs.length === 0 ? [undefined] : installs;

/** `products`, or `products of west` where there are several. */
const namedFor = (name: string, install: string | undefined) =>
  install === undefined ? name : `${name} of ${install}`;

/** The resources that a caller can read as they are: those whose tool it is shown. */
export function listResources(shown: Shown): Listed[] {
  return placesOf(shown).flatMap((install) => {
    const tools = shown.toolsOf(install);
    const ofGuard = OF_GUARD.map((one) => ({ ...one, mimeType: WORDS_TYPE }));
    const ofTools = LISTS.filter(({ tool }) => tools.has(tool)).map((one) => ({
      ...one,
      mimeType: JSON_TYPE,
    }));
    return (tools.size === 0 ? [] : [...ofTools, ...ofGuard]).map(({ path, title, about, mimeType }) => ({
      uri: addressOf(install, path),
      name: namedFor(path, install),
      title: namedFor(title, install),
      description: about,
      mimeType,
    }));
  });
}

/** The templates of records that a caller can read by their id, in one WHMCS at least. */
export function listTemplates(shown: Shown): ListedTemplate[] {
  const places = placesOf(shown);
  const before = shown.installs.length === 0 ? 'whmcs://' : 'whmcs://{install}/';
  return RECORDS.filter(({ tool }) => places.some((install) => shown.toolsOf(install).has(tool))).map(
    ({ path, variable, title, about }) => ({
      uriTemplate: `${before}${path}/{${variable}}`,
      name: `${path}/{${variable}}`,
      title,
      description: about,
      mimeType: JSON_TYPE,
    }),
  );
}
