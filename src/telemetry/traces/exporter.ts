import { DiagLogLevel, diag } from '@opentelemetry/api';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import type { TraceSettings } from '../../config/index.js';
import type { Log } from '../../log.js';

/** A collector that is gone is told of so often: spans are lost all the time then. */
const TOLD_EVERY_MS = 60_000;
const MOST_TOLD = 300;

/** What goes wrong on the way to the collector is told in the log, and changes no call. */
export function tellFaults(log: Log, now: () => number = () => performance.now()): void {
  let told: number | undefined;
  const tell = (message: string) => {
    if (told !== undefined && now() - told < TOLD_EVERY_MS) return;
    told = now();
    log('warn', 'traces.failed', { error: message.slice(0, MOST_TOLD) });
  };
  const pass = () => {};
  const logger = { error: tell, warn: tell, info: pass, debug: pass, verbose: pass };
  diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
}

/** Undefined for a protocol that is not spoken here. */
export function exporterOf({ url, protocol, headers }: TraceSettings): SpanExporter | undefined {
  const revealed = Object.entries(headers).map(([name, value]) => [name, value.reveal()] as const);
  const options = { url, headers: Object.fromEntries(revealed) };
  if (protocol === 'http/protobuf') return new ProtobufExporter(options);
  return protocol === 'http/json' ? new JsonExporter(options) : undefined;
}
