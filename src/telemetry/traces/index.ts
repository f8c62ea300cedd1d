import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { TraceSettings } from '../../config/index.js';
import type { Log } from '../../log.js';
import type { Observer } from '../observers.js';
import { callSpans, type Servers } from './call-spans.js';
import { exporterOf, tellingFaults } from './exporter.js';
import { samplerOf } from './sampler.js';

export interface Tracing {
  readonly observer: Observer;
  /** Sends what was not sent yet, if the collector takes it within two seconds. Never rejects. */
  close(): Promise<void>;
}

const LAST_SPANS_MS = 2_000;

/** Starts to send traces; undefined where the settings ask for what is not done here, which the log then says. */
export function startTracing(
  settings: TraceSettings,
  { version, log, ...servers }: Servers & { version: string; log: Log },
): Tracing | undefined {
  const exporter = exporterOf(settings);
  if (exporter === undefined) {
    log('warn', 'traces.off', {
      note: 'OTEL_EXPORTER_OTLP_PROTOCOL is neither http/protobuf nor http/json; no traces leave',
    });
    return undefined;
  }
  const sampler = samplerOf(settings);
  if (sampler === undefined)
    log('warn', 'traces.sampler', { note: 'OTEL_TRACES_SAMPLER is not known; all calls are traced' });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      ...settings.attributes,
      'service.name': settings.serviceName,
      'service.version': version,
    }),
    ...(sampler && { sampler }),
    spanProcessors: [new BatchSpanProcessor({ exporter: tellingFaults(exporter, log) })],
  });
  return {
    observer: callSpans(provider.getTracer('whmcs-mcp', version), servers),
    async close() {
      await provider.forceFlush({ timeoutMillis: LAST_SPANS_MS }).catch(() => undefined);
      // The exporter would go on trying for longer than anybody waits for the end.
      void provider.shutdown().catch(() => undefined);
    },
  };
}
