import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import type { TraceSettings } from '../../config/index.js';
import type { Log } from '../../log.js';

/** A collector that is gone is told of so often: spans are lost all the time then. */
const TOLD_EVERY_MS = 60_000;
const MOST_TOLD = 300;

/** The same exporter; what goes wrong on the way to the collector stands in the log, and changes no call. */
export function tellingFaults(
  exporter: SpanExporter,
  log: Log,
  now: () => number = () => performance.now(),
): SpanExporter {
  let told: number | undefined;
  function tell(error: Error): void {
    if (told !== undefined && now() - told < TOLD_EVERY_MS) return;
    told = now();
    log('warn', 'traces.failed', { error: error.message.slice(0, MOST_TOLD) });
  }
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        if (result.error !== undefined) tell(result.error);
        done(result);
      }),
    forceFlush: async () => exporter.forceFlush?.(),
    shutdown: () => exporter.shutdown(),
  };
}

/** Undefined for a protocol that is not spoken here. */
export function exporterOf({ url, protocol, headers }: TraceSettings): SpanExporter | undefined {
  const revealed = Object.entries(headers).map(([name, value]) => [name, value.reveal()] as const);
  const options = { url, headers: Object.fromEntries(revealed) };
  if (protocol === 'http/protobuf') return new ProtobufExporter(options);
  return protocol === 'http/json' ? new JsonExporter(options) : undefined;
}
