import type { MiddlewareHandler } from 'hono';
import { getCookie } from 'hono/cookie';
import { samePerson } from '../../identities/index.js';
import type { ConsoleContext, Env, RequestContext } from '../context.js';
import { refused } from '../pages/bare-page.js';
import { sameSecret } from './secrets.js';
import type { Session } from './sessions.js';

type Gate = MiddlewareHandler<Env>;

/**
 * Whether the person may still be here: approvers can be removed or given another password, and the first named one ends
 * signing in by link.
 */
export async function mayStaySignedIn(context: ConsoleContext, session: Session): Promise<boolean> {
  const named = await context.approvers.list();
  const { who, passwordSetAt } = session;
  if (passwordSetAt === undefined) return named.length === 0;
  return named.some(
    (one) => samePerson(one.name, who) && one.changedAt.getTime() === passwordSetAt.getTime(),
  );
}

/** The session that a request shows, if it is still good. */
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

/** Lets in who is signed in; a form must show that it came from a page of this very session. */
export const signedIn =
  (context: ConsoleContext): Gate =>
  async (c, next) => {
    // What an open page asks for by itself keeps nobody signed in.
    const byItself = c.req.header('x-live') !== undefined || c.req.path === '/events';
    const session = await sessionOf(c, context, !byItself);
    if (session === undefined) {
      if (byItself) return c.text('Sign in first.\n', 401);
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
