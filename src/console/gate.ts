import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { getCookie } from 'hono/cookie';
import { html } from 'hono/html';
import { secureHeaders } from 'hono/secure-headers';
import { sameName } from '../store/index.js';
import type { Ctx, Desk, Env } from './desk.js';
import { plate } from './frame.js';
import { isOwnForm, placeOf } from './origin.js';
import { sameSecret } from './secret.js';
import type { Session } from './sessions.js';

const LARGEST_BODY = 64 * 1024;

type Gate = MiddlewareHandler<Env>;

const back = html`<p><a class="button" href="/approvals">Go to the approvals</a></p>`;

export const notFound = (c: Ctx) =>
  c.html(plate('There is no such page', html`<p>The address leads nowhere.</p>${back}`), 404);

export const failed = (c: Ctx) =>
  c.html(
    plate(
      'That did not work',
      html`<p>The console could not read or write the state just now. Nothing was decided by this. The log of whmcs-mcp says more.</p>${back}`,
    ),
    500,
  );

function refuse(c: Ctx, title: string, text: string, status: 400 | 401 | 403 | 413 | 415) {
  return c.html(plate(title, html`<p>${text}</p>${back}`), status);
}

/** Nothing of others runs, loads, frames or is kept. */
export const headers: Gate = async (c, next) => {
  await secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      styleSrc: ["'self'"],
      scriptSrc: ["'self'"],
      imgSrc: ["'self'", 'data:'],
      connectSrc: ["'self'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
      baseUri: ["'none'"],
      requireTrustedTypesFor: ["'script'"],
      trustedTypes: ["'none'"],
    },
    xFrameOptions: 'DENY',
    // Not no-referrer: with it, browsers send forms with the origin "null".
    referrerPolicy: 'same-origin',
    // Belongs to whoever ends TLS for this host.
    strictTransportSecurity: false,
    permissionsPolicy: { camera: [], microphone: [], geolocation: [], payment: [], usb: [] },
  })(c, next);
  if (!c.res.headers.has('cache-control')) c.res.headers.set('cache-control', 'no-store');
};

/** Turns away what came in under another name than ours. */
export const rightPlace =
  (publicUrl: URL | undefined): Gate =>
  async (c, next) => {
    const place = placeOf(c.req.raw, publicUrl);
    if (place === undefined) return c.text('This host is not served here.\n', 421);
    c.set('place', place);
    await next();
  };

const limited = bodyLimit({
  maxSize: LARGEST_BODY,
  onError: (c) => refuse(c as Ctx, 'Too much at once', 'The form is larger than the console takes.', 413),
});

/** Reads a form, if a page of ours can have sent it. */
export const ownForms: Gate = async (c, next) => {
  const { method } = c.req;
  if (method === 'GET' || method === 'HEAD') return next();
  if (method !== 'POST') return notFound(c);
  if (!isOwnForm(c.req.raw, c.get('place'))) {
    return refuse(
      c,
      'This came from another page',
      'Only a page of the console itself may ask for that.',
      403,
    );
  }
  if (!/^application\/x-www-form-urlencoded\b/i.test(c.req.header('content-type') ?? '')) {
    return refuse(c, 'This is no form', 'The console takes plain forms only.', 415);
  }
  return limited(c, async () => {
    c.set('form', new URLSearchParams(await c.req.text()));
    await next();
  });
};

/**
 * Whether the person may still be here: approvers can be removed or given another password, and the first named one ends
 * signing in by link.
 */
export async function isStillWelcome(desk: Desk, session: Session): Promise<boolean> {
  const named = await desk.approvers.list();
  const { who, passwordSetAt } = session;
  if (passwordSetAt === undefined) return named.length === 0;
  return named.some((one) => sameName(one.name, who) && one.changedAt.getTime() === passwordSetAt.getTime());
}

/** The session that a request shows, if it is still good. */
export async function sessionOf(c: Ctx, desk: Desk, touch: boolean): Promise<Session | undefined> {
  const secret = getCookie(c, c.get('place').cookie);
  if (secret === undefined) return undefined;
  const session = desk.sessions.find(secret, { touch });
  if (session === undefined) return undefined;
  if (await isStillWelcome(desk, session)) return session;
  desk.sessions.end(secret);
  return undefined;
}

/** Lets in who is signed in; a form must show that it came from a page of this very session. */
export const signedIn =
  (desk: Desk): Gate =>
  async (c, next) => {
    // What an open page asks for by itself keeps nobody signed in.
    const byItself = c.req.header('x-live') !== undefined || c.req.path === '/events';
    const session = await sessionOf(c, desk, !byItself);
    if (session === undefined) {
      if (byItself) return c.text('Sign in first.\n', 401);
      if (c.req.method !== 'POST') {
        const { pathname, search } = new URL(c.req.url);
        const next = pathname === '/' ? '' : `?next=${encodeURIComponent(`${pathname}${search}`)}`;
        return c.redirect(`/sign-in${next}`, 303);
      }
      return refuse(c, 'Sign in first', 'You are not signed in any more. Nothing was done.', 401);
    }
    c.set('session', session);
    if (c.req.method === 'POST' && !sameSecret(c.get('form').get('csrf') ?? '', session.csrf)) {
      return refuse(
        c,
        'This form is out of date',
        'It belongs to an earlier session. Nothing was done; open the page again.',
        403,
      );
    }
    await next();
  };
