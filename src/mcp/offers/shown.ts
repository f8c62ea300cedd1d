import type { Guard } from '../../guard/index.js';

export type Listing = ReturnType<Guard['list']>;

/** What a caller is shown, by the WHMCS that it is shown for. */
export interface Shown {
  /** The list that it was made of: another one once the policy has changed. */
  readonly of: Listing;
  /** The names of the WHMCS where it is shown anything; empty where there is only one, without a name. */
  readonly installs: readonly string[];
  /** The tools that it is shown for one of them. */
  toolsOf(install: string | undefined): ReadonlySet<string>;
}

/** The values that the argument `install` of a listed tool takes. */
function installsOf({ inputSchema }: Listing[number]): readonly string[] {
  const { properties } = inputSchema as { properties?: { install?: { enum?: readonly string[] } } };
  return properties?.install?.enum ?? [];
}

/** @param installs the names of the WHMCS that the server works on, where those have names */
export function shownIn(of: Listing, installs: readonly string[]): Shown {
  if (installs.length === 0) {
    const tools = new Set(of.map(({ name }) => name));
    return { of, installs: [], toolsOf: (install) => (install === undefined ? tools : new Set()) };
  }
  const byInstall = new Map<string, Set<string>>();
  for (const tool of of) {
    for (const install of installsOf(tool))
      byInstall.set(install, (byInstall.get(install) ?? new Set()).add(tool.name));
  }
  return {
    of,
    installs: installs.filter((install) => byInstall.has(install)),
    toolsOf: (install = '') => byInstall.get(install) ?? new Set(),
  };
}
