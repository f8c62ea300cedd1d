import { createHmac } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '../../log.js';
import type { Announcement } from '../event.js';
import { shownOf } from '../shown.js';
import type { OpenChannel } from './channel.js';
import { openPost, type Post } from './post.js';

export interface WebhookPorts {
  url: string;
  /** Key of the signature; never sent. */
  secret: string;
  /** Where people can decide, if a console is running. */
  consoleUrl(): Promise<string | undefined>;
  log: Log;
  post?: Post;
  now?(): Date;
  /** 0 to below 1. */
  random?(): number;
  /** Rejects once the signal aborts. */
  sleep?(ms: number, signal: AbortSignal): Promise<unknown>;
}

const MAX_TRIES = 5;
const FIRST_BACKOFF_MS = 1_000;
const DEADLINE_MS = 5_000;
const MAX_QUEUE = 200;
const CLOSE_MS = 3_000;

/** Statuses worth a retry: the receiver is overloaded or restarting. Refusals and redirects are final. */
const isRetryable = (status: number) => status >= 500 || [408, 425, 429].includes(status);

/**
 * Chat tools make links and mentions of text in angle brackets; a customer's name must not become one. The signs that
 * stand for them are escaped where the text has them itself, so that an argument can be told from its text.
 */
const unlinked = (text: string) =>
  text.replaceAll('‹', '\\u2039').replaceAll('›', '\\u203a').replaceAll('<', '‹').replaceAll('>', '›');

/** The code of an error: its message may hold the address, which for many receivers is a secret. */
function codeOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : 'failed';
}

function bodyOf({ event, approval, at, title, text }: Announcement, base: string | undefined): string {
  const { id, tool, caller, grant, state } = approval;
  const { install } = shownOf(approval);
  return JSON.stringify({
    event,
    id,
    tool,
    caller,
    ...(grant === undefined ? {} : { grant }),
    ...(install === undefined ? {} : { install }),
    title: unlinked(title),
    state,
    text: unlinked(text),
    ...(base === undefined ? {} : { url: `${base}/approvals/${id}` }),
    at: at.toISOString(),
  });
}

/**
 * Posts each event to an address: JSON, in order, with the header
 * `x-whmcs-mcp-signature: v1=<hex HMAC-SHA256 of timestamp, a dot and body>`. What can't be delivered is logged and
 * dropped: the request is in the console all the same.
 */
export function createWebhook(ports: WebhookPorts): OpenChannel {
  const { url, secret, consoleUrl, log, now = () => new Date(), random = Math.random } = ports;
  const sleep = ports.sleep ?? ((ms, signal) => pause(ms, undefined, { signal }));
  const wire = ports.post === undefined ? openPost() : { post: ports.post, close: async () => undefined };
  const queue: Announcement[] = [];
  const ending = new AbortController();
  let delivering: Promise<void> | undefined;
  let closed = false;

  function headersFor(body: string): Record<string, string> {
    // New for each try: a receiver that refuses old timestamps must accept a retry.
    const timestamp = String(Math.floor(now().getTime() / 1000));
    const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
    return {
      'content-type': 'application/json',
      'x-whmcs-mcp-timestamp': timestamp,
      'x-whmcs-mcp-signature': `v1=${signature}`,
    };
  }

  /** One try: the status of the answer, or a word on why there is none. */
  async function attempt(body: string): Promise<number | string> {
    const over = new AbortController();
    const signal = AbortSignal.any([over.signal, ending.signal]);
    const late = sleep(DEADLINE_MS, signal).then(
      () => 'late',
      () => 'stopped',
    );
    const answered = wire.post(url, { headers: headersFor(body), body, signal }).catch(codeOf);
    const outcome = await Promise.race([answered, late]);
    over.abort();
    return typeof outcome === 'string' && ending.signal.aborted ? 'stopping' : outcome;
  }

  async function deliver(event: Announcement): Promise<void> {
    const body = bodyOf(event, await consoleUrl().catch(() => undefined));
    for (let tries = 1; ; tries++) {
      const outcome = await attempt(body);
      if (typeof outcome === 'number' && outcome >= 200 && outcome < 300) return;
      const isFinal = typeof outcome === 'number' && !isRetryable(outcome);
      if (isFinal || tries >= MAX_TRIES || ending.signal.aborted) {
        const { id } = event.approval;
        log('error', 'webhook.failed', { approval: id, event: event.event, tries, outcome });
        return;
      }
      const wait = FIRST_BACKOFF_MS * 2 ** (tries - 1) * (0.5 + random() / 2);
      await sleep(Math.round(wait), ending.signal).catch(() => undefined);
    }
  }

  async function deliverAll(): Promise<void> {
    for (let event = queue.shift(); event !== undefined; event = queue.shift()) {
      if (ending.signal.aborted) {
        log('warn', 'webhook.dropped', { approval: event.approval.id, event: event.event });
        continue;
      }
      try {
        await deliver(event);
      } catch (error) {
        log('error', 'webhook.failed', { approval: event.approval.id, event: event.event, error });
      }
    }
    delivering = undefined;
  }

  return {
    announce(event) {
      if (closed) return;
      if (queue.length >= MAX_QUEUE) {
        const dropped = queue.shift();
        log('warn', 'webhook.dropped', { approval: dropped?.approval.id, event: dropped?.event });
      }
      queue.push(event);
      delivering ??= deliverAll();
    },
    async close() {
      closed = true;
      const done = new AbortController();
      await Promise.race([delivering, sleep(CLOSE_MS, done.signal).catch(() => undefined)]);
      done.abort();
      ending.abort();
      await delivering;
      await wire.close();
    },
  };
}
