import { request as exchange, faultOf } from './channels/post.js';
import { kindOf } from './channels/table.js';
import { revealed } from './deliver.js';
import type { NamedChannel } from './file/settings.js';

/** What is known of a channel without telling anybody a thing. */
export interface Asked {
  /** `answers`: somebody is there. `accepted`: they also take what is set up. `unasked`: only a message would tell. */
  readonly found: 'answers' | 'accepted' | 'unasked' | 'wrong';
  /** A few words. Holds no secret and no address. */
  readonly says: string;
}

const ASK_MS = 10_000;

/** Asks whether a channel would take a message. Sends none. Never rejects. */
export async function askChannel({ type, values }: NamedChannel, deadlineMs = ASK_MS): Promise<Asked> {
  const kind = kindOf(type);
  const signal = AbortSignal.timeout(deadlineMs);
  const given = revealed(values);
  try {
    if (kind?.check !== undefined) {
      const { ok, says } = await kind.check(given, signal);
      return { found: ok ? 'accepted' : 'wrong', says };
    }
    if (kind?.question === undefined) return { found: 'unasked', says: 'only a message would tell' };
    const { proves, ...question } = kind.question(given);
    const { ok, status, says } = await exchange(question, signal);
    if (proves === 'accepted') return { found: ok ? 'accepted' : 'wrong', says };
    return status < 500 ? { found: 'answers', says: 'somebody answers' } : { found: 'wrong', says };
  } catch (error) {
    return { found: 'wrong', says: faultOf(error, signal).says };
  }
}
