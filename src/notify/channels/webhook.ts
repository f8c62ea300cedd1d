import { createHmac } from 'node:crypto';
import type { Facts } from '../message.js';
import { type ChannelKind, webAddress } from './channel.js';

const PREFIX = 'whsec_';
const LEAST_BYTES = 16;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

const keyOf = (secret: string) => Buffer.from(secret.replace(PREFIX, ''), 'base64');

/** The signature of Standard Webhooks: `v1,` and the base64 HMAC-SHA-256 over id, seconds since 1970 and body. */
export function signatureOf(
  secret: string,
  { id, seconds, body }: { id: string; seconds: number; body: string },
) {
  return `v1,${createHmac('sha256', keyOf(secret)).update(`${id}.${seconds}.${body}`).digest('base64')}`;
}

/**
 * Programs hand texts on to chats, which make links and mentions of what stands in angle brackets; a customer's name must not
 * become one. The signs that stand for them are escaped where a text has them itself, so that the two can be told apart.
 */
const unlinked = (text: string) =>
  text.replaceAll('‹', '\\u2039').replaceAll('›', '\\u203a').replaceAll('<', '‹').replaceAll('>', '›');

const unlinkedFacts = (facts: Facts): Facts =>
  Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, unlinked(value)]));

/** A POST to a program of one's own, signed as Standard Webhooks has it. */
export const webhook: ChannelKind = {
  type: 'webhook',
  fields: {
    url: { kind: 'secret', about: 'the address', wrong: webAddress },
    secret: {
      kind: 'secret',
      about: 'the key of the signature',
      wrong: (value) =>
        BASE64.test(value.replace(PREFIX, '')) && keyOf(value).length >= LEAST_BYTES
          ? undefined
          : 'must be whsec_ and at least 16 random bytes in base64, as openssl rand -base64 32 prints them',
    },
  },
  question: ({ url = '' }) => ({ method: 'HEAD', url, proves: 'answers' }),
  request({ key, occasion, request, state, title, text, url, at, facts }, values, now) {
    const body = JSON.stringify({
      type: `approval.${occasion}`,
      timestamp: at.toISOString(),
      data: {
        id: request,
        state,
        title: unlinked(title),
        text: unlinked(text),
        url,
        ...unlinkedFacts(facts),
      },
    });
    // New for each try: a receiver that refuses old timestamps must accept a retry.
    const seconds = Math.floor(now.getTime() / 1000);
    return {
      url: values.url ?? '',
      headers: {
        'webhook-id': key,
        'webhook-timestamp': String(seconds),
        'webhook-signature': signatureOf(values.secret ?? '', { id: key, seconds, body }),
      },
      body,
    };
  },
};
