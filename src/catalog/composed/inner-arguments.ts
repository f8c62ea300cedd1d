import { z } from 'zod';
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

/** The arguments of a call inside another one: any that a tool may have, but for credentials. */
export const innerArguments = () =>
  z.record(z.string().max(100), z.unknown(), { error: 'must be an object of arguments' }).check((given) => {
    const name = secretIn(given.value);
    if (name === undefined) return;
    const message = `can't hold a credential (${name}); make that call by itself`;
    given.issues.push({ code: 'custom', input: given.value, message });
  });

/** Arguments of a call that is only spoken of. */
export const argumentsOfCall = (about?: string): Arg => local(innerArguments, about);
