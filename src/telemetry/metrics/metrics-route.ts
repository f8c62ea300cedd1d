import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Route } from '../../http/index.js';
import { answer } from '../answer.js';
import type { Metrics } from './metrics.js';

const LOOPBACK = /^(127(\.\d{1,3}){3}|::1)$/;
const FORWARDED = ['x-forwarded-for', 'x-forwarded-host', 'forwarded', 'x-real-ip', 'via'] as const;

/** Compared as digests: their length tells nothing, and neither does the time. */
const digest = (text: string) => createHash('sha256').update(text).digest();

/** By the connection itself: what a proxy says of its client is no proof that it is on this machine. */
const isOfThisMachine = ({ socket, headers }: IncomingMessage) =>
  LOOPBACK.test((socket.remoteAddress ?? '').replace(/^::ffff:/, '')) &&
  FORWARDED.every((name) => headers[name] === undefined);

function isProven({ headers: { authorization = '' } }: IncomingMessage, token: string): boolean {
  const [, given = ''] = /^bearer +(\S+)$/i.exec(authorization) ?? [];
  return timingSafeEqual(digest(given), digest(token));
}

/** `/metrics`, for who has the token; without a token, for this machine alone. */
export function metricsRoute(
  metrics: Pick<Metrics, 'text' | 'contentType'>,
  token: string | undefined,
): Route {
  return {
    path: '/metrics',
    methods: ['GET'],
    // Without a token a page whose host points to this machine would be answered like a scraper.
    ...(token !== undefined && { isForProbes: true }),
    async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
      if (token === undefined && !isOfThisMachine(request)) {
        answer(response, 403, 'Metrics are for this machine alone, unless MCP_METRICS_TOKEN is set.\n');
      } else if (token !== undefined && !isProven(request, token)) {
        response.setHeader('www-authenticate', 'Bearer realm="metrics"');
        answer(response, 401, 'Send the token of MCP_METRICS_TOKEN as Authorization: Bearer.\n');
      } else {
        answer(response, 200, await metrics.text(), metrics.contentType);
      }
    },
  };
}
