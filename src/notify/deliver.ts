import type { BrowserTeller, Outcome, Values } from './channels/channel.js';
import { faultOf, post } from './channels/post.js';
import { kindOf } from './channels/table.js';
import type { NamedChannel } from './file/settings.js';
import type { Message } from './message.js';

/** How long one try may take. */
export const TRY_MS = 10_000;

export const revealed = (values: NamedChannel['values']): Values =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value.reveal()]));

/** Tries once to tell one channel. Never rejects. */
export async function deliver(
  { type, values }: NamedChannel,
  message: Message,
  {
    now,
    deadlineMs = TRY_MS,
    browsers,
  }: { now: Date; deadlineMs?: number; browsers?: BrowserTeller | undefined },
): Promise<Outcome> {
  const kind = kindOf(type);
  const signal = AbortSignal.timeout(deadlineMs);
  const given = revealed(values);
  try {
    if (kind?.request !== undefined) return await post(kind.request(message, given, now), signal);
    if (kind?.send !== undefined) return await kind.send(message, given, signal, browsers);
  } catch (error) {
    return faultOf(error, signal);
  }
  return { ok: false, says: 'there is no such way', retry: false };
}
