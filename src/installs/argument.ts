import type { Guard } from '../guard/index.js';
import { isObject } from '../json/index.js';

type Listing = ReturnType<Guard['list']>[number];

/** The argument that says which WHMCS a call is for. No tool has one of that name. */
export const INSTALL = 'install';

/** A tool as it is listed where several WHMCS have it: one more argument, which must be given. */
export function withInstall(tool: Listing, names: readonly string[]): Listing {
  const { properties, required, ...schema } = tool.inputSchema;
  const install = { type: 'string', enum: [...names], description: 'Which WHMCS.' };
  return {
    ...tool,
    inputSchema: {
      ...schema,
      properties: { [INSTALL]: install, ...(isObject(properties) ? properties : {}) },
      required: [INSTALL, ...(Array.isArray(required) ? required : [])],
    },
  };
}

/**
 * Which WHMCS the arguments of a call name, and the arguments without that. Undefined where they name none; letter case and
 * spaces around it say nothing, as with any listed word.
 */
export function installIn(args: unknown): { install: string | undefined; rest: unknown } {
  if (!isObject(args) || !Object.hasOwn(args, INSTALL)) return { install: undefined, rest: args };
  const { [INSTALL]: install, ...rest } = args;
  return { install: typeof install === 'string' ? install.trim().toLowerCase() : undefined, rest };
}
