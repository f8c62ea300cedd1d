import { isObject } from '../json/index.js';
import {
  type LookedUp,
  NEW_SESSION,
  oneCall,
  type PolicyRequest,
  type ReadArgs,
  UNKNOWN,
} from '../policy/index.js';
import { didYouMean } from '../spelling.js';
import type { Switches } from '../terms.js';

/** A call that nobody makes: what would a policy say of it? */
export interface TrialCall {
  readonly tool: string;
  /** Its arguments, as JSON; left out, none. */
  readonly args?: string | undefined;
  /**
   * What WHMCS would be found to hold, as JSON: `{"order": {...}, "money": {...}, "mail": {...}, "effects": ["money"], "client": 7}`.
   * What is left out was not looked up.
   */
  readonly facts?: string | undefined;
  readonly caller: Readonly<Record<string, unknown>>;
  readonly tainted?: boolean;
  readonly at: Date;
  readonly install?: string | undefined;
  readonly switches?: Switches | undefined;
}

/** Why a trial can't be made, as a sentence without a full stop. */
export class NoTrial {
  constructor(readonly problem: string) {}
}

function objectIn(text: string, what: string): Record<string, unknown> | NoTrial {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return new NoTrial(`${what} must be JSON, such as '{"orderid": 1042}'`);
  }
  return isObject(value) ? value : new NoTrial(`${what} must be a JSON object`);
}

type Facts = Partial<Pick<PolicyRequest, LookedUp>>;

function factsIn(text: string | undefined, what: string): Facts | NoTrial {
  if (text === undefined) return {};
  const found = objectIn(text, what);
  if (found instanceof NoTrial) return found;
  const { money, mail, effects, client, ...records } = found;
  return {
    context: records as Record<string, Record<string, unknown>>,
    ...(money === undefined ? {} : { money: money as Record<string, unknown> }),
    ...(mail === undefined ? {} : { mail: mail as Record<string, unknown> }),
    ...(effects === undefined ? {} : { effects: effects as readonly string[] }),
    ...(client === undefined ? {} : { client: client as number }),
  };
}

/**
 * The question that a trial puts to a policy, its arguments read as the guard would read them. Reaches nothing.
 * @param tools their names, for the nearest spelling
 * @param factsName what the facts are called where they are no JSON
 */
export function requestOfTrial(
  { tool, args, facts, caller, tainted, at, install, switches }: TrialCall,
  readArgs: ReadArgs,
  { tools, factsName }: { readonly tools: Iterable<string>; readonly factsName: string },
): PolicyRequest | NoTrial {
  const given = args === undefined ? {} : objectIn(args, 'the arguments');
  if (given instanceof NoTrial) return given;
  const read = readArgs(tool, given);
  if (read === undefined) return new NoTrial(`there is no tool "${tool}".${didYouMean(tool, tools)}`);
  if ('problems' in read)
    return new NoTrial(`${tool} would refuse these arguments: ${read.problems.join('; ')}`);
  const known = factsIn(facts, factsName);
  if (known instanceof NoTrial) return known;
  const session = tainted === undefined ? NEW_SESSION : { ...NEW_SESSION, tainted };
  const effects = read.effects ?? UNKNOWN;
  return { ...oneCall({ tool, install, caller, session, at, args: read.args, effects, switches }), ...known };
}
