import { createHmac } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '../../log.js';
import type { Announcement } from '../event.js';
import type { Channel, OpenChannel } from './channel.js';
import { openPost, type Post } from './post.js';

export interface WebhookPorts {
  url: string;
  /** Signs what is sent; never sent itself. */
  secret: string;
  /** Where people can decide, if a console is running. */
  consoleUrl(): Promise<string | undefined>;
  log: Log;
  post?: Post;
  now?(): Date;
  /** From 0 up to 1. */
  random?(): number;
  /** Rejects once the signal aborts. */
  sleep?(ms: number, signal: AbortSignal): Promise<unknown>;
}

const MOST_TRIES = 5;
const FIRST_WAIT_MS = 1_000;
const DEADLINE_MS = 5_000;
const MOST_WAITING = 200;
const CLOSE_MS = 3_000;

/** What may go better the next time: a receiver that is overloaded or restarting, not one that refuses or has moved. */
const isPassing = (status: number) => status >= 500 || [408, 425, 429].includes(status);

/** Chat tools make links and mentions of what stands in these; a customer's name must not become one. */
const unlinked = (text: string) => text.replaceAll('<', '‹').replaceAll('>', '›');

/** A code instead of the message: messages may repeat the address, which for many receivers is a secret in itself. */
function codeOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : 'failed';
}

function bodyOf({ event, approval, at, title, text }: Announcement, base: string | undefined): string {
  const { id, tool, caller, state } = approval;
  return JSON.stringify({
    event,
    id,
    tool,
    caller,
    title: unlinked(title),
    state,
    text: unlinked(text),
    ...(base === undefined ? {} : { url: `${base}/approvals/${id}` }),
    at: at.toISOString(),
  });
}

/**
 * Tells an address what is asked and decided: JSON by POST, one after the other as it happened, with the header
 * `x-whmcs-mcp-signature: v1=<hex HMAC-SHA256 of timestamp, a dot and body>`. What can't be delivered is logged and
 * dropped: the request stands in the console whether or not anybody was told.
 */
export function createWebhook(ports: WebhookPorts): OpenChannel {
  const { url, secret, consoleUrl, log, now = () => new Date(), random = Math.random } = ports;
  const sleep = ports.sleep ?? ((ms, signal) => pause(ms, undefined, { signal }));
  const wire = ports.post === undefined ? openPost() : { post: ports.post, close: async () => undefined };
  const waiting: Announcement[] = [];
  const ending = new AbortController();
  let delivering: Promise<void> | undefined;
  let closed = false;

  function headersFor(body: string): Record<string, string> {
    // Of each try: a receiver that refuses old timestamps must not refuse what came late because of itself.
    const timestamp = String(Math.floor(now().getTime() / 1000));
    const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
    return {
      'content-type': 'application/json',
      'x-whmcs-mcp-timestamp': timestamp,
      'x-whmcs-mcp-signature': `v1=${signature}`,
    };
  }

  /** One try: the status it was answered with, or in a word why there is none. */
  async function attempt(body: string): Promise<number | string> {
    const over = new AbortController();
    const signal = AbortSignal.any([over.signal, ending.signal]);
    const late = sleep(DEADLINE_MS, signal).then(
      () => 'late',
      () => 'stopped',
    );
    const answered = wire.post(url, { headers: headersFor(body), body, signal }).catch(codeOf);
    const came = await Promise.race([answered, late]);
    over.abort();
    return typeof came === 'string' && ending.signal.aborted ? 'stopping' : came;
  }

  async function deliver(event: Announcement): Promise<void> {
    const body = bodyOf(event, await consoleUrl().catch(() => undefined));
    for (let tries = 1; ; tries++) {
      const came = await attempt(body);
      if (typeof came === 'number' && came >= 200 && came < 300) return;
      const hopeless = typeof came === 'number' && !isPassing(came);
      if (hopeless || tries >= MOST_TRIES || ending.signal.aborted) {
        const { id } = event.approval;
        log('error', 'webhook.failed', { approval: id, event: event.event, tries, came });
        return;
      }
      const wait = FIRST_WAIT_MS * 2 ** (tries - 1) * (0.5 + random() / 2);
      await sleep(Math.round(wait), ending.signal).catch(() => undefined);
    }
  }

  async function deliverAll(): Promise<void> {
    for (let event = waiting.shift(); event !== undefined; event = waiting.shift()) {
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
      if (waiting.length >= MOST_WAITING) {
        const dropped = waiting.shift();
        log('warn', 'webhook.dropped', { approval: dropped?.approval.id, event: dropped?.event });
      }
      waiting.push(event);
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

/** A webhook nobody can tell from a forged one would be worse than none, so the key is no option. */
export const webhookChannel: Channel = {
  name: 'webhook',
  settings: {
    url: {
      variable: 'GUARD_APPROVAL_WEBHOOK',
      about: 'Address that is told what is asked and decided, by signed POST',
      kind: 'address',
    },
    secret: {
      variable: 'GUARD_APPROVAL_WEBHOOK_SECRET',
      about: 'Key of that signature, at least 16 characters',
      kind: 'secret',
      atLeast: 16,
      missing: 'is missing: what is sent to GUARD_APPROVAL_WEBHOOK is signed with it.',
    },
  },
  open: ({ settings: { url = '', secret = '' }, consoleUrl, log }) =>
    createWebhook({ url, secret, consoleUrl, log }),
};
