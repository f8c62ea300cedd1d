import { LOG_FORMATS, type LogFormat } from '../log.js';
import { Secret } from './secret.js';
import { oneOf, Refused, type Setting, secretText, setting, text } from './setting.js';

/** What fits into a header as it is (RFC 6750). */
function bearerToken(value: string): string {
  if (/^[\w~+/.-]{16,}=*$/.test(value)) return value;
  throw new Refused('must have at least 16 characters, of letters, digits and - . _ ~ + /');
}

/** What operators watch a server by. Those of OpenTelemetry are shared by all programs of a machine: none of their values stops the start. */
export const TELEMETRY_SETTINGS = {
  metricsToken: {
    ...secretText(
      'MCP_METRICS_TOKEN',
      'Token that Prometheus sends for /metrics; without it they are for this machine alone, and for no proxy',
    ),
    parse: bearerToken,
  } satisfies Setting<string | undefined>,
  tracesEndpoint: setting<string | undefined>(
    'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
    'Address that traces are sent to as it is, such as https://collector.example.com/v1/traces',
    text,
    undefined,
  ),
  otlpEndpoint: setting<string | undefined>(
    'OTEL_EXPORTER_OTLP_ENDPOINT',
    'Address of an OpenTelemetry collector, such as http://127.0.0.1:4318; traces are sent below it',
    text,
    undefined,
  ),
  otlpHeaders: secretText(
    'OTEL_EXPORTER_OTLP_HEADERS',
    'Headers for the collector, such as Authorization=Bearer%20TOKEN, parted by commas',
  ),
  otlpProtocol: setting(
    'OTEL_EXPORTER_OTLP_PROTOCOL',
    'How traces are sent: http/protobuf (when unset) or http/json',
    text,
    'http/protobuf',
  ),
  serviceName: setting('OTEL_SERVICE_NAME', 'Name of this server in traces', text, 'whmcs-mcp'),
  resourceAttributes: setting(
    'OTEL_RESOURCE_ATTRIBUTES',
    'What else traces say of this server, such as deployment.environment.name=production',
    text,
    '',
  ),
  sampler: setting(
    'OTEL_TRACES_SAMPLER',
    'Which calls are traced: parentbased_always_on (when unset), always_on, always_off, traceidratio, or those with parentbased_ before them',
    text,
    'parentbased_always_on',
  ),
  samplerRatio: setting(
    'OTEL_TRACES_SAMPLER_ARG',
    'Share of calls that traceidratio traces, from 0 to 1',
    text,
    '1',
  ),
  otelDisabled: setting('OTEL_SDK_DISABLED', 'true: no traces, whatever else is set', text, ''),
  logFormat: setting<LogFormat>(
    'LOG_FORMAT',
    'Lines of the log: text (when unset), or json for collectors of logs',
    oneOf(LOG_FORMATS, (value) => value.toLowerCase()),
    'text',
  ),
} as const;

/** How traces leave. */
export interface TraceSettings {
  /** The whole address. */
  readonly url: string;
  /** As the variable says, known or not. */
  readonly protocol: string;
  readonly headers: Readonly<Record<string, Secret>>;
  readonly serviceName: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** As the variable says, known or not. */
  readonly sampler: string;
  readonly ratio: string;
}

export interface TelemetryConfig {
  readonly metricsToken: Secret | undefined;
  /** Undefined: nothing is traced. */
  readonly traces: TraceSettings | undefined;
}

type Read = { readonly [K in keyof typeof TELEMETRY_SETTINGS]: (typeof TELEMETRY_SETTINGS)[K]['fallback'] };

function decoded(part: string): string {
  try {
    return decodeURIComponent(part.trim());
  } catch {
    return part.trim();
  }
}

/** Pairs as OpenTelemetry writes them: `key=value,key=value`, percent-encoded. */
function pairsIn(list: string): [string, string][] {
  return list.split(',').flatMap((pair): [string, string][] => {
    const [key = '', ...value] = pair.split('=');
    return key.trim() === '' || value.length === 0 ? [] : [[decoded(key), decoded(value.join('='))]];
  });
}

/** Undefined where the address is none: a machine may have set it for other programs. */
function addressOf({ tracesEndpoint, otlpEndpoint }: Read): string | undefined {
  const address =
    tracesEndpoint ??
    (otlpEndpoint === undefined ? undefined : `${otlpEndpoint.replace(/\/+$/, '')}/v1/traces`);
  return address !== undefined && /^https?:$/.test(URL.canParse(address) ? new URL(address).protocol : '')
    ? address
    : undefined;
}

export function readTelemetry(read: Read): { telemetry: TelemetryConfig; warnings: string[] } {
  const url = addressOf(read);
  const isWanted = read.tracesEndpoint !== undefined || read.otlpEndpoint !== undefined;
  const isOff = read.otelDisabled.toLowerCase() === 'true';
  const headers = pairsIn(read.otlpHeaders ?? '').map(([name, value]) => [name, new Secret(value)] as const);
  const traces: TraceSettings | undefined =
    url === undefined || isOff
      ? undefined
      : {
          url,
          protocol: read.otlpProtocol,
          headers: Object.fromEntries(headers),
          serviceName: read.serviceName,
          attributes: Object.fromEntries(pairsIn(read.resourceAttributes)),
          sampler: read.sampler,
          ratio: read.samplerRatio,
        };
  const variable = read.tracesEndpoint === undefined ? 'otlpEndpoint' : 'tracesEndpoint';
  const warnings =
    isWanted && url === undefined && !isOff
      ? [
          `${TELEMETRY_SETTINGS[variable].name}: is no address that begins with http:// or https://; no traces leave.`,
        ]
      : [];
  const metricsToken = read.metricsToken === undefined ? undefined : new Secret(read.metricsToken);
  return { telemetry: { metricsToken, traces }, warnings };
}

/** Values of it that must never be shown. A header may hold a scheme before its token, and the token alone is secret, too. */
export function telemetrySecrets({ metricsToken, traces }: TelemetryConfig): string[] {
  const values = Object.values(traces?.headers ?? {}).map((value) => value.reveal());
  const tokens = values.flatMap((value) => [value, value.replace(/^\w+ +/, '')]);
  // A short value, such as the name of a tenant, is a word that stands in results for other reasons.
  return [metricsToken?.reveal() ?? '', ...tokens].filter((value) => value.length >= 8);
}
