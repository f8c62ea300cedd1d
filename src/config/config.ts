import type { DateFormat } from '../catalog/index.js';
import type { OAuthSettings } from '../identities/index.js';
import type { LogFormat, LogLevel } from '../log.js';
import { nearest } from '../spelling.js';
import type { ListForm } from '../terms.js';
import { addressProblem } from './address.js';
import { type ConsoleConfig, consoleConfig } from './console.js';
import { type HttpConfig, httpConfig } from './http.js';
import type { InstallSettings } from './install-settings.js';
import { type ConfigProblem, misspelt, wrongSwitches } from './misspelt.js';
import { oauthConfig } from './oauth.js';
import { Secret } from './secret.js';
import { Refused } from './setting.js';
import { SETTINGS, type Settings } from './settings.js';
import { secretsOfLocation } from './state-location.js';
import { readTelemetry, type TelemetryConfig, telemetrySecrets } from './telemetry.js';

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
    /** Undefined: that of this machine. */
    readonly timezone: string | undefined;
    readonly staff?: string;
  };
  readonly guard: {
    /** Path of the policy file, or `state`; undefined: the shipped default. */
    readonly policy: string | undefined;
    readonly readOnly: boolean;
    readonly destructive: 'off' | 'all' | readonly string[] | undefined;
    readonly toolsets: readonly string[] | undefined;
    /** Ids of custom fields without a label that are shown. */
    readonly customFieldsShown: readonly number[];
    readonly lists: ListForm;
    /** Path of the shared state, the URL of its database, or `memory`. A URL may hold a password. */
    readonly state: Secret;
    /** Writes are also written into WHMCS's own activity log. */
    readonly tellsWhmcs: boolean;
    /** How long lists that rarely change are answered from memory, in milliseconds; 0: never. */
    readonly listsKeptMs: number;
    /** How long entries of the journal are kept, in days. */
    readonly journalDays: number;
    /** A server looks, after its start, at what it needs. */
    readonly checksItself: boolean;
  };
  readonly approval: {
    readonly waitMs: number;
    readonly consoleUrl: string | undefined;
    /** Path of the file that says who is told of requests. */
    readonly notify: string | undefined;
  };
  /** Where and to whom `--http` serves. */
  readonly http: HttpConfig;
  /** Where `--console` serves. */
  readonly console: ConsoleConfig;
  readonly telemetry: TelemetryConfig;
  /** The identity provider whose tokens `--http` takes; undefined where there is none. */
  readonly oauth: OAuthSettings | undefined;
  readonly logLevel: LogLevel;
  readonly logFormat: LogFormat;
}

export interface ConfigOptions {
  /** Names of the destructive tools, for the switch that lists some. */
  destructiveTools: readonly string[];
  /** Path of the shared state unless a variable names another. */
  state: string;
  /** One of several WHMCS: what the file that names them says of it goes before the variables. */
  install?: InstallSettings;
  /** The sandbox stands in for WHMCS; its address and credential replace any that are set. */
  sandbox?: {
    url: string;
    credentials: { identifier: string; secret: string };
    staff: string;
    /** Path of its state unless a variable names another: it must not count against limits of the real WHMCS. */
    state: string;
  };
}

type Env = Readonly<Record<string, string | undefined>>;
type Read = { readonly [K in keyof Settings]: Settings[K]['fallback'] };

function readAll(env: Env, problems: ConfigProblem[]): Read {
  const out: Record<string, unknown> = {};
  for (const [key, setting] of Object.entries(SETTINGS)) {
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

function checkConnection(read: Read, problems: ConfigProblem[]): string {
  const missing = (variable: string, message: string) => problems.push({ variable, message });
  if (read.url === undefined) {
    missing(SETTINGS.url.name, 'is missing: the address of your WHMCS, such as https://billing.example.com.');
  }
  const where = 'create one in WHMCS under Configuration > System Settings > Manage API Credentials.';
  if (read.identifier === undefined) missing(SETTINGS.identifier.name, `is missing: ${where}`);
  if (read.secret === undefined) missing(SETTINGS.secret.name, `is missing: ${where}`);
  const wrong = read.url === undefined ? undefined : addressProblem(read.url, read.allowHttp);
  if (wrong !== undefined) problems.push({ variable: SETTINGS.url.name, message: wrong });
  return read.url ?? '';
}

/** A state that no other process sees can't be published to. */
function checkPolicy({ policy, state }: Read, problems: ConfigProblem[]): void {
  if (policy !== 'state' || state !== 'memory') return;
  const message =
    'is state, and GUARD_STATE is memory, where nobody can publish a policy; name a file there.';
  problems.push({ variable: SETTINGS.policy.name, message });
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

/**
 * The configuration out of environment variables, or every problem with it at once.
 * Values of variables are never repeated in a problem.
 */
export function readConfig(
  env: Env,
  options: ConfigOptions,
): { config: Config; warnings: string[] } | { problems: ConfigProblem[]; warnings: string[] } {
  const problems: ConfigProblem[] = wrongSwitches(env);
  const read = readAll(env, problems);
  const { sandbox } = options;
  const one: Partial<InstallSettings> = options.install ?? {};
  const url = sandbox?.url ?? one.url ?? checkConnection(read, problems);
  const policy = one.policy ?? read.policy;
  checkPolicy({ ...read, policy }, problems);
  checkDestructive(read, options.destructiveTools, problems);
  const http = httpConfig(read, problems);
  const oauth = oauthConfig(read, problems);
  const console = consoleConfig(read, problems);
  if (problems.length > 0) return { problems, warnings: misspelt(env) };

  const credentials = sandbox?.credentials ??
    one.credentials ?? {
      identifier: read.identifier ?? '',
      secret: read.secret ?? '',
    };
  const staff = sandbox?.staff ?? one.staff ?? read.staff;
  const ownKey = options.install === undefined ? read.accessKey : one.credentials?.accessKey;
  const accessKey = sandbox === undefined ? ownKey : undefined;
  const { telemetry, warnings: watched } = readTelemetry(read);
  const config: Config = {
    whmcs: {
      url,
      allowHttp: one.allowHttp ?? read.allowHttp,
      credentials: {
        identifier: new Secret(credentials.identifier),
        secret: new Secret(credentials.secret),
        ...(accessKey === undefined ? {} : { accessKey: new Secret(accessKey) }),
      },
      concurrency: one.concurrency ?? read.concurrency,
      ratePerSecond: one.rate ?? read.rate,
    },
    installation: {
      dateFormat: one.dateFormat ?? read.dateFormat,
      timezone: one.timezone ?? read.timezone,
      ...(staff === undefined ? {} : { staff }),
    },
    guard: {
      policy,
      readOnly: read.readOnly,
      destructive: read.destructive,
      toolsets: read.toolsets,
      customFieldsShown: read.customFieldsShown ?? [],
      lists: read.lists,
      state: new Secret(read.state ?? sandbox?.state ?? options.state),
      tellsWhmcs: read.tellsWhmcs,
      listsKeptMs: read.memory * 1000,
      journalDays: read.journalDays,
      checksItself: read.checksItself,
    },
    approval: {
      waitMs: read.approvalWait * 1000,
      consoleUrl: read.consoleUrl,
      notify: read.notify,
    },
    http,
    console,
    telemetry,
    oauth,
    logLevel: read.logLevel,
    logFormat: read.logFormat,
  };
  return { config: Object.freeze(config), warnings: [...misspelt(env), ...watched] };
}

/** The values that must never be shown, to whoever has to look for them. */
export function secretsOf({
  whmcs,
  guard,
  telemetry,
  console,
}: Pick<Config, 'whmcs' | 'guard' | 'telemetry' | 'console'>): string[] {
  const { identifier, secret, accessKey } = whmcs.credentials;
  const shown = [identifier, secret, accessKey, console.signIn?.clientSecret].flatMap(
    (value) => value?.reveal() || [],
  );
  return [...shown, ...secretsOfLocation(guard.state.reveal()), ...telemetrySecrets(telemetry)];
}
