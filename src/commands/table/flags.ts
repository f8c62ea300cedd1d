import { CommandError } from '../host.js';

interface FlagSpec {
  readonly type: 'boolean' | 'string';
  readonly short?: string;
  /** Placeholder of its value in a usage line. */
  readonly value?: string;
  /** One line for --help; with it the flag is listed there and in no usage line. */
  readonly about?: string;
}

/** Every flag there is. Which command takes which is said in the table of commands. */
export const FLAGS = {
  sandbox: { type: 'boolean', about: 'work on the embedded WHMCS instead of a real one' },
  http: { type: 'boolean', about: 'serve MCP by HTTP, at MCP_HTTP_HOST and MCP_HTTP_PORT' },
  console: {
    type: 'boolean',
    about: 'with --http: serve the console, too, at MCP_CONSOLE_HOST and MCP_CONSOLE_PORT',
  },
  'env-file': {
    type: 'string',
    value: 'PATH',
    about: 'read settings from this file; .env in the current folder otherwise',
  },
  help: { type: 'boolean', short: 'h', about: 'print this' },
  version: { type: 'boolean', short: 'v', about: 'print the version' },
  json: { type: 'boolean' },
  state: { type: 'string', value: 'PATH' },
  port: { type: 'string', value: 'N' },
  seed: { type: 'string', value: 'N' },
  fault: { type: 'string', value: 'KIND[:MS]' },
  caller: { type: 'string', value: 'NAME' },
  at: { type: 'string', value: 'TIME' },
  context: { type: 'string', value: 'FILE' },
  cases: { type: 'string', value: 'FILE' },
  strict: { type: 'boolean' },
  note: { type: 'string', value: 'TEXT' },
  install: { type: 'string', value: 'NAME' },
  days: { type: 'string', value: 'N' },
  as: { type: 'string', value: 'NAME' },
  grant: { type: 'string', value: 'GRANT' },
  expires: { type: 'string', value: '90d' },
  yes: { type: 'boolean' },
  tool: { type: 'string', value: 'TOOL' },
  outcome: { type: 'string', value: 'OUTCOME' },
  text: { type: 'string', value: 'TEXT' },
  limit: { type: 'string', value: 'N' },
  format: { type: 'string', value: 'jsonl|csv' },
  file: { type: 'string', value: 'EXPORT' },
  checkpoint: { type: 'string', value: 'FILE' },
  key: { type: 'string', value: 'FILE' },
  'public-key': { type: 'string', value: 'FILE' },
} as const satisfies Record<string, FlagSpec>;

export type FlagName = keyof typeof FLAGS;

/** The flags that a command takes, each undefined where it was not given. */
export type Flags<Name extends FlagName> = {
  readonly [N in Name]: ((typeof FLAGS)[N]['type'] extends 'boolean' ? boolean : string) | undefined;
};

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
  throw new CommandError(`--${name} takes a whole number from ${least} to ${most}.`);
}

const DAY_MS = 86_400_000;

/** The time that --days reaches back to; undefined where it was not given. Throws a CommandError. */
export function sinceOf(flags: Flags<'days'>, now: Date): Date | undefined {
  const days = numberOf(flags, 'days', { least: 1, most: 36_500 });
  return days === undefined ? undefined : new Date(now.getTime() - days * DAY_MS);
}
