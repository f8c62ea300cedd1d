import { createECDH, createHash } from 'node:crypto';
import type { Outcome } from '../channels/channel.js';
import { cut } from '../channels/channel.js';
import { faultOf, request } from '../channels/post.js';
import type { Message } from '../message.js';
import type { Subscription } from './kept.js';

/** A pair of keys on the curve P-256, in base64url. */
export interface Keys {
  readonly publicKey: string;
  readonly privateKey: string;
}

/** The keys that this installation signs with, the same in all of its processes. `secret`: 32 bytes that nobody else knows. */
export function keysFrom(secret: Uint8Array): Keys {
  const curve = createECDH('prime256v1');
  for (let bytes = Buffer.from(secret); ; bytes = createHash('sha256').update(bytes).digest()) {
    try {
      curve.setPrivateKey(bytes);
      return {
        publicKey: curve.getPublicKey('base64url'),
        privateKey: bytes.toString('base64url'),
      };
    } catch {
      // One number in 4 billion is beyond the curve.
    }
  }
}

const POINT_BYTES = 65;
const AUTH_BYTES = 16;
const UNCOMPRESSED = 4;

/** Whether the keys of a browser are such at all. */
export function areKeys({ p256dh, auth }: Pick<Subscription, 'p256dh' | 'auth'>): boolean {
  const point = Buffer.from(p256dh, 'base64url');
  if (point.length !== POINT_BYTES || point[0] !== UNCOMPRESSED) return false;
  return Buffer.from(auth, 'base64url').length === AUTH_BYTES;
}

/** What the browser is handed. A push message has room for 4 KB, whatever its signs. */
function payloadOf({ title, text, request: id, occasion }: Message): string {
  return JSON.stringify({
    title: cut(title, 120),
    body: cut(text, 500),
    // A later message of the same request takes the place of the one before.
    tag: id ?? occasion,
    path: id === undefined ? '/approvals' : `/approvals/${id}`,
  });
}

const KEPT_FOR_S = 3_600;
/** The push service says that the browser is gone, or takes messages that other keys sign. */
const GONE = [401, 403, 404, 410];

export interface Sent extends Outcome {
  readonly isGone: boolean;
}

/** Tries once to send a message to a browser. Never rejects. */
export async function push(
  message: Message,
  { endpoint, p256dh, auth }: Subscription,
  { keys, contact }: { keys: Keys; contact: string },
  signal: AbortSignal,
): Promise<Sent> {
  try {
    const { default: webPush } = await import('web-push');
    const details = webPush.generateRequestDetails({ endpoint, keys: { p256dh, auth } }, payloadOf(message), {
      vapidDetails: { subject: contact, ...keys },
      contentEncoding: 'aes128gcm',
      TTL: KEPT_FOR_S,
      urgency: message.occasion === 'settled' ? 'low' : 'high',
      ...(message.request === undefined
        ? {}
        : { topic: message.request.replace(/[^\w-]/g, '').slice(0, 32) }),
    });
    const { 'Content-Length': _, ...headers } = details.headers as Record<string, string>;
    const { ok, says, retry, status } = await request(
      { method: 'POST', url: endpoint, headers, body: details.body },
      signal,
    );
    return { ok, says, retry, isGone: GONE.includes(status) };
  } catch (error) {
    return { ...faultOf(error, signal), isGone: false };
  }
}
