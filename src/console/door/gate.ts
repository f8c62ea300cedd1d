import type { MiddlewareHandler } from 'hono';
import { getCookie } from 'hono/cookie';
import { samePerson } from '../../identities/index.js';
import type { ConsoleContext, Env, RequestContext } from '../context.js';
import { refused } from '../pages/bare-page.js';
import { sameSecret } from './secrets.js';
import type { Session } from './sessions.js';

type Gate = MiddlewareHandler<Env>;

/**
 * Whether a session still holds. It ends if its approver was removed or has another password; a session opened by a link
 * ends once the first named approver is added. What a provider said holds until the session is over.
 */
export async function mayStaySignedIn(context: ConsoleContext, session: Session): Promise<boolean> {
  const { who, by } = session;
  if (by.way === 'provider') return true;
  const named = await context.approvers.list();
  if (by.way === 'link') return named.length === 0;
  return named.some((one) => samePerson(one.name, who) && one.changedAt.getTime() === by.setAt.getTime());
}

/** The session of a request's cookie, if it still holds. */
export async function sessionOf(
  c: RequestContext,
  context: ConsoleContext,
  touch: boolean,
): Promise<Session | undefined> {
  const secret = getCookie(c, c.get('site').cookie);
  if (secret === undefined) return undefined;
  const session = context.sessions.find(secret, { touch });
  if (session === undefined) return undefined;
  if (await mayStaySignedIn(context, session)) return session;
  context.sessions.end(secret);
  return undefined;
}

/** Requires a session, and of a form the CSRF token of that session. */
export const signedIn =
  (context: ConsoleContext): Gate =>
  async (c, next) => {
    // Requests that an open page makes by itself don't prolong a session.
    const isAutomatic = c.req.header('x-live') !== undefined || c.req.path === '/events';
    const session = await sessionOf(c, context, !isAutomatic);
    if (session === undefined) {
      if (isAutomatic) return c.text('Sign in first.\n', 401);
      if (c.req.method !== 'POST') {
        const { pathname, search } = new URL(c.req.url);
        const next = pathname === '/' ? '' : `?next=${encodeURIComponent(`${pathname}${search}`)}`;
        return c.redirect(`/sign-in${next}`, 303);
      }
      return refused(c, 'Sign in first', 'You are not signed in any more. Nothing was done.', 401);
    }
    c.set('session', session);
    if (c.req.method === 'POST' && !sameSecret(c.get('form').get('csrf') ?? '', session.csrf)) {
      return refused(
        c,
        'This form is out of date',
        'It belongs to an earlier session. Nothing was done; open the page again.',
        403,
      );
    }
    await next();
  };
