import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface TracedSpan {
  readonly name: string;
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly isError: boolean;
  readonly attributes: Readonly<Record<string, unknown>>;
}

export interface Collector {
  readonly url: string;
  /** Spans that came as JSON. */
  readonly spans: TracedSpan[];
  /** What spans are of, as the last request says. */
  readonly resource: Record<string, unknown>;
  /** Bodies as they came, with their types and the header of whoever is let in. */
  readonly requests: {
    readonly path: string;
    readonly type: string;
    readonly proof: string;
    readonly body: Buffer;
  }[];
}

interface KeyValue {
  readonly key: string;
  readonly value: Record<string, unknown>;
}

const valuesOf = (list: readonly KeyValue[] = []) =>
  Object.fromEntries(list.map(({ key, value }) => [key, Object.values(value)[0]]));

/** A collector of OpenTelemetry that takes traces by HTTP, and keeps what came. */
export async function collector(status = 200): Promise<Collector> {
  const kept: Omit<Collector, 'url'> = { spans: [], resource: {}, requests: [] };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const { 'content-type': type = '', 'x-proof': proof = '' } = request.headers;
    kept.requests.push({ path: request.url ?? '', type, proof: String(proof), body });
    if (type === 'application/json') {
      for (const { resource, scopeSpans } of JSON.parse(body.toString()).resourceSpans) {
        Object.assign(kept.resource, valuesOf(resource.attributes));
        for (const { spans } of scopeSpans)
          for (const { parentSpanId, status: told, attributes, ...span } of spans)
            kept.spans.push({
              ...span,
              parentSpanId: parentSpanId || undefined,
              isError: told?.code === 2,
              attributes: valuesOf(attributes),
            });
      }
    }
    response.writeHead(status, { 'content-type': type }).end(type === 'application/json' ? '{}' : '');
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { ...kept, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}
