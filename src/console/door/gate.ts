import type { MiddlewareHandler } from 'hono';
import { getCookie } from 'hono/cookie';
import { samePerson } from '../../identities/index.js';
import type { ConsoleContext, Env, RequestContext } from '../context.js';
import type { ConsoleOptions } from '../options.js';
import { refused } from '../pages/bare-page.js';
import { type Guarded, viewOf } from '../view.js';
import { sameSecret } from './secrets.js';
import type { Session } from './sessions.js';

type Gate = MiddlewareHandler<Env>;

/**
 * A session as it holds now; undefined where it does not any more. It ends if its approver was removed or has another
 * password; a session opened by a link ends with the process that printed it, and once the first named approver is added.
 * What a provider said holds until the session is over, or the console is set up to let in others.
 */
export async function stillSignedIn(context: ConsoleContext, session: Session): Promise<Session | undefined> {
  const { who, by } = session;
  if (by.way === 'provider') return context.provider?.terms === by.terms ? session : undefined;
  const named = await context.approvers.list();
  if (by.way === 'link') return by.console === context.id && named.length === 0 ? session : undefined;
  const own = named.find((one) => samePerson(one.name, who) && one.changedAt.getTime() === by.setAt);
  return own && { ...session, grants: own.grants };
}

/** The session of a request's cookie, if it still holds. */
export async function sessionOf(
  c: RequestContext,
  context: ConsoleContext,
  touch: boolean,
): Promise<Session | undefined> {
  const secret = getCookie(c, c.get('site').cookie);
  if (secret === undefined) return undefined;
  const session = await context.sessions.find(secret, { touch });
  if (session === undefined) return undefined;
  const still = await stillSignedIn(context, session);
  if (still === undefined) await context.sessions.end(secret);
  return still;
}

/** Requires a session, by which pages see what its person may see; and of a form the CSRF token of that session. */
export const signedIn =
  (context: ConsoleContext, options: Pick<ConsoleOptions, Guarded>): Gate =>
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
    c.set('view', viewOf(options, session));
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
