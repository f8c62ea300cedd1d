import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { ConsoleContext, Env, RequestContext } from '../context.js';
import { notFound, refused } from '../pages/bare-page.js';
import { sessionOf } from './gate.js';
import { isOwnForm, siteOf } from './origin.js';

type Gate = MiddlewareHandler<Env>;

const LARGEST_BODY = 64 * 1024;
/** A policy as large as the desk takes, as a form spells it. Only who is signed in sends as much. */
const LARGEST_POLICY = 1536 * 1024;

/** Refuses requests that name another host. */
export const knownHost =
  (publicUrl: URL | undefined): Gate =>
  async (c, next) => {
    const site = siteOf(c.req.raw, publicUrl);
    if (site === undefined) return c.text('This host is not served here.\n', 421);
    c.set('site', site);
    await next();
  };

const limitedTo = (maxSize: number) =>
  bodyLimit({
    maxSize,
    onError: (c) =>
      refused(c as RequestContext, 'Too much at once', 'The form is larger than the console takes.', 413),
  });
const limited = limitedTo(LARGEST_BODY);
const limitedToPolicy = limitedTo(LARGEST_POLICY);

/** Reads a form, if a page of the console sent it. */
export const ownForms =
  (context: ConsoleContext): Gate =>
  async (c, next) => {
    const { method } = c.req;
    if (method === 'GET' || method === 'HEAD') return next();
    if (method !== 'POST') return notFound(c);
    if (!isOwnForm(c.req.raw, c.get('site'))) {
      return refused(
        c,
        'This came from another page',
        'Only a page of the console itself may ask for that.',
        403,
      );
    }
    if (!/^application\/x-www-form-urlencoded\b/i.test(c.req.header('content-type') ?? '')) {
      return refused(c, 'This is no form', 'The console takes plain forms only.', 415);
    }
    const isPolicy = c.req.path.startsWith('/policy/') && (await sessionOf(c, context, false)) !== undefined;
    const bounded = isPolicy ? limitedToPolicy : limited;
    return bounded(c, async () => {
      c.set('form', new URLSearchParams(await c.req.text()));
      await next();
    });
  };
