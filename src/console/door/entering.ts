import { getCookie, setCookie } from 'hono/cookie';
import type { ConsoleContext, RequestContext } from '../context.js';
import type { Person } from './sessions.js';

const COOKIE_SECONDS = 8 * 3600;

/** A page of the console, before whatever is asked of it. No step out of it: what is left could begin with `//`, another host. */
const PAGE = /^\/(?:approvals|activity|tools|limits)(?:\/[\w-]+)*$/;

/** A page of the console to go to after signing in; the approvals if it is anything else. */
export function safeNextPath(next: string | null | undefined): string {
  const [page = '', ...asked] = (next ?? '').split('?');
  return PAGE.test(page) && !/[\\\p{Cc}]/u.test(asked.join('?')) ? `${next}` : '/approvals';
}

/** Gives the browser a session of a person. */
export async function startSession(
  c: RequestContext,
  context: ConsoleContext,
  person: Person,
): Promise<void> {
  const { cookie, isSecure } = c.get('site');
  // Never reuses a session from before signing in: somebody else may know its secret (session fixation).
  const before = getCookie(c, cookie);
  if (before !== undefined) await context.sessions.end(before);
  setCookie(c, cookie, await context.sessions.start(person), {
    httpOnly: true,
    sameSite: 'Strict',
    path: '/',
    secure: isSecure,
    maxAge: COOKIE_SECONDS,
  });
  // Whoever can't be renewed is told for as long as before: it is no reason to keep anybody out.
  await context.browsers?.signedIn(person).catch(() => undefined);
  context.log('info', 'console.signed_in', { who: person.who, way: person.by.way });
}
