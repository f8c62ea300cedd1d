import type { DateFormat } from '../catalog/index.js';
import type { LogLevel } from '../log.js';
import { nearest } from '../spelling.js';
import { apiUrl } from '../whmcs/index.js';
import { Secret } from './secret.js';
import { Refused, SETTINGS, type Setting } from './settings.js';

export interface Config {
  readonly whmcs: {
    readonly url: string;
    readonly allowHttp: boolean;
    readonly credentials: {
      readonly identifier: Secret;
      readonly secret: Secret;
      readonly accessKey?: Secret;
    };
    readonly concurrency: number;
    readonly ratePerSecond: number;
  };
  readonly installation: {
    readonly dateFormat: DateFormat;
    readonly timezone: string;
    readonly staff?: string;
  };
  readonly guard: {
    /** Path of the policy file; undefined: the shipped default. */
    readonly policy: string | undefined;
    readonly readOnly: boolean;
    readonly destructive: 'off' | 'all' | readonly string[] | undefined;
    readonly toolsets: readonly string[] | undefined;
    /** Path of the shared state, or `memory`. */
    readonly state: string;
    /** Writes are also written into WHMCS's own activity log. */
    readonly tellsWhmcs: boolean;
    /** How long entries of the journal are kept, in days. */
    readonly journalDays: number;
  };
  readonly approval: {
    readonly waitMs: number;
    readonly consoleUrl: string | undefined;
    readonly webhook: { readonly url: string; readonly secret: Secret } | undefined;
  };
  readonly logLevel: LogLevel;
}

export interface ConfigProblem {
  variable: string;
  message: string;
}

export interface ConfigOptions {
  /** Names of the destructive tools, for the switch that lists some. */
  destructiveTools: readonly string[];
  /** Where the shared state lies unless a variable says so. */
  state: string;
  /** The sandbox stands in for WHMCS; its address and credential replace any that are set. */
  sandbox?: { url: string; credentials: { identifier: string; secret: string }; staff: string };
}

type Env = Readonly<Record<string, string | undefined>>;
type Read = { readonly [K in keyof typeof SETTINGS]: (typeof SETTINGS)[K]['fallback'] };

const NAMES: ReadonlySet<string> = new Set(Object.values(SETTINGS).map((setting) => setting.name));

function readAll(env: Env, problems: ConfigProblem[]): Read {
  const out: Record<string, unknown> = {};
  for (const [key, setting] of Object.entries<Setting<unknown>>(SETTINGS)) {
    const text = env[setting.name]?.trim();
    out[key] = setting.fallback;
    // An empty variable is how compose files and CI spell "unset".
    if (text === undefined || text === '') continue;
    try {
      out[key] = setting.parse(text);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      problems.push({ variable: setting.name, message: `${error.message}.` });
    }
  }
  return out as unknown as Read;
}

/** A misspelt switch would leave a guard off without a word, so an unknown GUARD_ variable stops the start. */
function unknownGuards(env: Env): ConfigProblem[] {
  return Object.keys(env)
    .filter((name) => name.startsWith('GUARD_') && !NAMES.has(name))
    .map((variable) => {
      const guess = nearest(variable, NAMES);
      return {
        variable,
        message: `there is no such switch.${guess ? ` Did you mean ${guess}?` : ''} Remove it or correct it.`,
      };
    });
}

function misspeltWhmcs(env: Env): string[] {
  return Object.keys(env)
    .filter((name) => name.startsWith('WHMCS_') && !NAMES.has(name))
    .flatMap((name) => {
      const guess = nearest(name, NAMES);
      return guess === undefined ? [] : [`${name}: not read by whmcs-mcp. Did you mean ${guess}?`];
    });
}

function checkConnection(read: Read, problems: ConfigProblem[]): string {
  const missing = (variable: string, message: string) => problems.push({ variable, message });
  if (read.url === undefined) {
    missing(SETTINGS.url.name, 'is missing: the address of your WHMCS, such as https://billing.example.com.');
  }
  const where = 'create one in WHMCS under Configuration > System Settings > Manage API Credentials.';
  if (read.identifier === undefined) missing(SETTINGS.identifier.name, `is missing: ${where}`);
  if (read.secret === undefined) missing(SETTINGS.secret.name, `is missing: ${where}`);
  if (read.url !== undefined) {
    try {
      apiUrl(read.url, read.allowHttp);
    } catch (error) {
      problems.push({
        variable: SETTINGS.url.name,
        message: (error instanceof Error ? error.message : 'is not an address.').replace(
          /^WHMCS_API_URL /,
          '',
        ),
      });
    }
  }
  return read.url ?? '';
}

function checkDestructive(read: Read, tools: readonly string[], problems: ConfigProblem[]): void {
  if (!Array.isArray(read.destructive)) return;
  for (const name of read.destructive) {
    if (tools.includes(name)) continue;
    const guess = nearest(name, tools);
    const message = `${name} is not a destructive tool.${guess ? ` Did you mean ${guess}?` : ''} There are: ${tools.join(', ')}.`;
    problems.push({ variable: SETTINGS.destructive.name, message });
  }
}

const LEAST_KEY = 16;

/** A webhook nobody can tell from a forged one would be worse than none. */
function checkWebhook(read: Read, problems: ConfigProblem[]): void {
  const { approvalWebhook: url, approvalWebhookSecret: secret } = read;
  const { name } = SETTINGS.approvalWebhookSecret;
  if (url !== undefined && secret === undefined)
    problems.push({
      variable: name,
      message: 'is missing: what is sent to GUARD_APPROVAL_WEBHOOK is signed with it.',
    });
  if (secret !== undefined && secret.length < LEAST_KEY)
    problems.push({ variable: name, message: `must have at least ${LEAST_KEY} characters.` });
}

/**
 * The configuration out of environment variables, or every problem with it at once.
 * Values of variables are never repeated in a problem.
 */
export function readConfig(
  env: Env,
  options: ConfigOptions,
): { config: Config; warnings: string[] } | { problems: ConfigProblem[] } {
  const problems: ConfigProblem[] = unknownGuards(env);
  const read = readAll(env, problems);
  const { sandbox } = options;
  const url = sandbox?.url ?? checkConnection(read, problems);
  checkDestructive(read, options.destructiveTools, problems);
  checkWebhook(read, problems);
  if (problems.length > 0) return { problems };

  const credentials = sandbox?.credentials ?? {
    identifier: read.identifier ?? '',
    secret: read.secret ?? '',
  };
  const staff = sandbox?.staff ?? read.staff;
  const accessKey = sandbox === undefined ? read.accessKey : undefined;
  const config: Config = {
    whmcs: {
      url,
      allowHttp: read.allowHttp,
      credentials: {
        identifier: new Secret(credentials.identifier),
        secret: new Secret(credentials.secret),
        ...(accessKey === undefined ? {} : { accessKey: new Secret(accessKey) }),
      },
      concurrency: read.concurrency,
      ratePerSecond: read.rate,
    },
    installation: {
      dateFormat: read.dateFormat,
      timezone: read.timezone,
      ...(staff === undefined ? {} : { staff }),
    },
    guard: {
      policy: read.policy,
      readOnly: read.readOnly,
      destructive: read.destructive,
      toolsets: read.toolsets,
      // What happens in the sandbox must not count against the real thing.
      state: read.state ?? (sandbox === undefined ? options.state : 'memory'),
      tellsWhmcs: read.tellsWhmcs,
      journalDays: read.journalDays,
    },
    approval: {
      waitMs: read.approvalWait * 1000,
      consoleUrl: read.consoleUrl,
      webhook:
        read.approvalWebhook === undefined
          ? undefined
          : { url: read.approvalWebhook, secret: new Secret(read.approvalWebhookSecret ?? '') },
    },
    logLevel: read.logLevel,
  };
  return { config: Object.freeze(config), warnings: misspeltWhmcs(env) };
}

/** The values that must never be shown, to whoever has to look for them. */
export function secretsOf({ whmcs, approval }: Pick<Config, 'whmcs' | 'approval'>): string[] {
  const { identifier, secret, accessKey } = whmcs.credentials;
  return [identifier, secret, accessKey, approval.webhook?.secret].flatMap((value) => value?.reveal() || []);
}
