import { EXIT } from '../exit-codes.js';
import { CommandError } from '../host.js';

interface FlagSpec {
  readonly type: 'boolean' | 'string';
  readonly short?: string;
  /** Placeholder of its value in a usage line. */
  readonly value?: string;
  /** One line for the help of a command. */
  readonly about: string;
  /** May be given several times. */
  readonly multiple?: true;
  /** So many commands take it that usage lines leave it out. */
  readonly isUsual?: true;
}

/** Every flag there is. Which command takes which is said in the table of commands. */
export const FLAGS = {
  sandbox: { type: 'boolean', about: 'work on the embedded WHMCS instead of a real one', isUsual: true },
  http: { type: 'boolean', about: 'serve MCP by HTTP, at MCP_HTTP_HOST and MCP_HTTP_PORT', isUsual: true },
  console: {
    type: 'boolean',
    about: 'with --http: serve the console, too, at MCP_CONSOLE_HOST and MCP_CONSOLE_PORT',
    isUsual: true,
  },
  'env-file': {
    type: 'string',
    value: 'PATH',
    about: 'read settings from this file; else .env here, else the file that was named last',
    isUsual: true,
  },
  help: { type: 'boolean', short: 'h', about: 'say how a command is typed, with examples', isUsual: true },
  version: { type: 'boolean', short: 'v', about: 'print the version', isUsual: true },
  json: { type: 'boolean', about: 'print JSON, for scripts' },
  state: { type: 'string', value: 'PATH', about: 'only servers that share this state' },
  port: { type: 'string', value: 'N', about: 'port to listen on; 0: any that is free' },
  seed: { type: 'string', value: 'N', about: 'another made-up company for each number' },
  fault: {
    type: 'string',
    value: 'KIND[:MS]',
    about: 'misbehave, such as latency:500, 503, hang, html, truncated',
  },
  caller: { type: 'string', value: 'NAME', about: 'as the caller of this name' },
  at: { type: 'string', value: 'TIME', about: 'as if it were this time, such as 2026-03-02T09:30:00Z' },
  context: { type: 'string', value: 'FILE', about: 'what WHMCS would be found to hold, as JSON' },
  cases: { type: 'string', value: 'FILE', about: 'the decision table to run before' },
  role: { type: 'boolean', about: 'print the smallest API role for the policy instead; asks WHMCS nothing' },
  questions: { type: 'boolean', about: 'also what this WHMCS shows of what its documentation leaves open' },
  strict: { type: 'boolean', about: 'take warnings for problems' },
  note: { type: 'string', value: 'TEXT', about: 'why, for the history' },
  install: { type: 'string', value: 'NAME', about: 'of which WHMCS, where GUARD_INSTALLS names several' },
  days: { type: 'string', value: 'N', about: 'only the last N days' },
  lines: { type: 'string', value: '1-3,5', about: 'say yes to these lines of a plan, and no to the others' },
  not: { type: 'string', value: '4', about: 'say no to these lines of a plan, and yes to the others' },
  as: { type: 'string', value: 'NAME', about: 'the approver who decides; asks for the password' },
  grant: {
    type: 'string',
    multiple: true,
    value: 'GRANT',
    about: 'the grant of the policy that goes with it',
  },
  expires: { type: 'string', value: '90d', about: 'when it ends, such as 12h or 90d; never otherwise' },
  yes: { type: 'boolean', about: 'do it without asking' },
  tool: { type: 'string', value: 'TOOL', about: 'only calls of this tool' },
  outcome: {
    type: 'string',
    value: 'OUTCOME',
    about: 'only calls with this outcome, such as done, policy_denied, outcome_unknown',
  },
  text: { type: 'string', value: 'TEXT', about: 'only what holds this text' },
  limit: { type: 'string', value: 'N', about: 'at most N of them; 50 otherwise' },
  format: { type: 'string', value: 'jsonl|csv', about: 'how lines are written; jsonl otherwise' },
  file: { type: 'string', value: 'EXPORT', about: 'an exported journal instead of the one in the state' },
  checkpoint: { type: 'string', value: 'FILE', about: 'what was printed earlier, which it must go on from' },
  key: { type: 'string', value: 'FILE', about: 'the private key (PEM, Ed25519) to sign with' },
  'public-key': { type: 'string', value: 'FILE', about: 'the key that the checkpoint must be signed by' },
  url: { type: 'string', value: 'URL', about: 'address of WHMCS' },
  identifier: { type: 'string', value: 'ID', about: 'identifier of the API credential' },
  'secret-file': { type: 'string', value: 'FILE', about: 'file that holds its secret; - for stdin' },
  staff: { type: 'string', value: 'USERNAME', about: 'administrator whom ticket replies come from' },
  'date-format': { type: 'string', value: 'FORMAT', about: 'date format of WHMCS, such as DD/MM/YYYY' },
  timezone: { type: 'string', value: 'ZONE', about: 'time zone of WHMCS, such as Europe/Berlin' },
  policy: { type: 'string', value: 'NAME', about: 'default, read-only, support, billing, full, or a file' },
  destructive: { type: 'string', value: 'policy|off|on', about: 'tools that delete, cancel or terminate' },
  toolsets: {
    type: 'string',
    value: 'NAMES',
    about: 'tools beyond the usual ones, such as desk,answers; none',
  },
  approver: { type: 'string', value: 'NAME', about: 'who may approve, with a password; none otherwise' },
  clients: { type: 'string', value: 'NAMES', about: 'clients to tell, such as cursor,zed; all, or none' },
  name: { type: 'string', value: 'NAME', about: 'what clients call the server; whmcs otherwise' },
  offline: { type: 'boolean', about: 'do not test the connection' },
  remove: { type: 'boolean', about: 'take the server out of the clients again' },
} as const satisfies Record<string, FlagSpec>;

export type FlagName = keyof typeof FLAGS;

/** The flags that a command takes, each undefined where it was not given. */
export type Flags<Name extends FlagName> = {
  readonly [N in Name]:
    | ((typeof FLAGS)[N] extends { multiple: true }
        ? readonly string[]
        : (typeof FLAGS)[N]['type'] extends 'boolean'
          ? boolean
          : string)
    | undefined;
};

/** The grant of a command that takes one alone. Throws a CommandError where there are several. */
export function grantOf({ grant: [grant, ...more] = [] }: Flags<'grant'>): string | undefined {
  if (more.length > 0)
    throw new CommandError('--grant is given several times, and one is taken.', EXIT.usage);
  return grant;
}

export const isFlag = (name: string): name is FlagName => Object.hasOwn(FLAGS, name);

/** A flag as usage lines show it: `--days N`. */
export function flagUsage(name: FlagName): string {
  const { value }: FlagSpec = FLAGS[name];
  return value === undefined ? `--${name}` : `--${name} ${value}`;
}

/** A flag that is a whole number; undefined where it was not given. Throws a CommandError. */
export function numberOf<Name extends 'days' | 'limit' | 'port' | 'seed'>(
  flags: { readonly [N in Name]: string | undefined },
  name: Name,
  { least, most }: { least: number; most: number },
): number | undefined {
  const text = flags[name];
  if (text === undefined) return undefined;
  const number = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw new CommandError(`--${name} takes a whole number from ${least} to ${most}.`, EXIT.usage);
}

const DAY_MS = 86_400_000;

/** The time that --days reaches back to; undefined where it was not given. Throws a CommandError. */
export function sinceOf(flags: Flags<'days'>, now: Date): Date | undefined {
  const days = numberOf(flags, 'days', { least: 1, most: 36_500 });
  return days === undefined ? undefined : new Date(now.getTime() - days * DAY_MS);
}
