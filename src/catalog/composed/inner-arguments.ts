import { z } from 'zod';
import { isObject } from '../../json/index.js';
import { once } from '../../once.js';
import { type Arg, local } from '../args.js';

/**
 * The arguments of tools that hold a credential. Inside the arguments of another tool nobody would withhold them from the journal
 * and from people.
 */
export const SECRET_ARGUMENTS: readonly string[] = [
  'eppcode',
  'password2',
  'secret_params',
  'securityqans',
  'servicepassword',
];

const MOST_DEPTH = 10;

const isSecret = (name: string): boolean =>
  SECRET_ARGUMENTS.includes(name.normalize('NFKC').trim().toLowerCase());

/** The name of a credential at any depth; in rows of a name and a value, names are values. */
function secretIn(given: unknown, depth = 0): string | undefined {
  if (typeof given !== 'object' || given === null || depth > MOST_DEPTH) return undefined;
  for (const [name, value] of Object.entries(given)) {
    if (isSecret(name)) return name;
    if (name === 'name' && typeof value === 'string' && isSecret(value)) return value;
    const inner = secretIn(value, depth + 1);
    if (inner !== undefined) return inner;
  }
  return undefined;
}

const MOST_TEXT = 200_000;

function objectIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * The arguments of a call inside another one: any that a tool may have, but for credentials. Asked for as JSON text, since strict
 * modes of providers take no object with open keys; an object is taken as well.
 */
const innerArguments = () =>
  z
    .union([z.string().max(MOST_TEXT), z.record(z.string(), z.unknown())], {
      error: 'must be an object of arguments, or that as JSON',
    })
    .transform((given, context): Record<string, unknown> => {
      const found = typeof given === 'string' ? objectIn(given) : given;
      const name = secretIn(found);
      if (isObject(found) && name === undefined) return found;
      const message =
        name === undefined
          ? 'must be an object of arguments, or that as JSON'
          : `can't hold a credential (${name}); make that call by itself`;
      context.issues.push({ code: 'custom', input: given, message });
      return z.NEVER;
    });

/** Arguments of a call that is only spoken of. */
export const argumentsOfCall = (about?: string): Arg => local(innerArguments, about);

/** Calls of other tools, up to so many. */
export const callsOf = (most: number): Arg => ({
  schema: once(() =>
    z
      .array(
        z.strictObject({
          tool: z.string({ error: 'must be the name of a tool' }).min(1).max(100).describe('Its name'),
          arguments: innerArguments().optional().describe('Its arguments, as JSON'),
        }),
      )
      .min(1, 'must name at least one call')
      .max(most, `must be at most ${most} calls`)
      .describe('Calls of tools that write'),
  ),
  required: true,
  encode: () => ({}),
});
