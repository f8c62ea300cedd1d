import { z } from 'zod';
import { type Arg, local } from '../args.js';

/**
 * The arguments of tools that hold a credential. Inside the arguments of another tool nobody would withhold them from the journal
 * and from people.
 */
export const SECRET_ARGUMENTS: readonly string[] = [
  'eppcode',
  'password2',
  'securityqans',
  'servicepassword',
];

const isSecret = (name: string): boolean =>
  SECRET_ARGUMENTS.includes(name.normalize('NFKC').trim().toLowerCase());

/** The arguments of a call inside another one: any that a tool may have, but for credentials. */
export const innerArguments = () =>
  z.record(z.string().max(100), z.unknown(), { error: 'must be an object of arguments' }).check((given) => {
    const [name] = Object.keys(given.value).filter(isSecret);
    if (name === undefined) return;
    const message = `can't hold a credential (${name}); make that call by itself`;
    given.issues.push({ code: 'custom', input: given.value, message });
  });

/** Arguments of a call that is only spoken of. */
export const argumentsOfCall = (about?: string): Arg => local(innerArguments, about);
