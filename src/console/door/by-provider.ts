import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { html } from 'hono/html';
import type { Leaving } from '../../identities/index.js';
import type { App, ConsoleContext, RequestContext } from '../context.js';
import { barePage } from '../pages/bare-page.js';
import { safeNextPath, startSession } from './entering.js';
import type { Site } from './origin.js';
import { signInPage } from './sign-in.js';

/** Where the provider sends a browser back to. Registered there letter by letter. */
const HOME = '/sign-in/back';
const LASTS_S = 600;

/** What a browser keeps while it is away. */
interface Away {
  readonly leaving: Leaving;
  readonly next: string;
  readonly until: number;
}

// Lax, as the way back begins at the provider; it lets nobody in by itself.
const cookieOptions = ({ isSecure }: Site) =>
  ({ httpOnly: true, sameSite: 'Lax', path: '/', secure: isSecure }) as const;
const cookieName = ({ cookie }: Site) => `${cookie}_away`;

async function leave(c: RequestContext, context: ConsoleContext) {
  const { provider, seal } = context;
  if (provider === undefined) return c.redirect('/sign-in', 303);
  const site = c.get('site');
  const next = safeNextPath(c.req.query('next') ?? null);
  const begun = await provider.begin(`${site.origin}${HOME}`);
  if ('why' in begun) return signInPage(c, context, { next, problem: begun.why, status: 503 });
  const away: Away = { leaving: begun.leaving, next, until: context.now().getTime() + LASTS_S * 1000 };
  setCookie(c, cookieName(site), seal.close(away), { ...cookieOptions(site), maxAge: LASTS_S });
  return c.redirect(begun.url, 303);
}

/** What this browser left with, once: it can't come back twice with the same. */
function awayOf(c: RequestContext, { seal, now }: ConsoleContext): Away | undefined {
  const site = c.get('site');
  const kept = getCookie(c, cookieName(site));
  if (kept === undefined) return undefined;
  deleteCookie(c, cookieName(site), cookieOptions(site));
  const away = seal.open(kept) as Away | undefined;
  return away !== undefined && away.until > now().getTime() ? away : undefined;
}

async function comeBack(c: RequestContext, context: ConsoleContext) {
  const { provider, providerAttempts, log } = context;
  if (provider === undefined) return c.redirect('/sign-in', 303);
  const away = awayOf(c, context);
  if (away === undefined) {
    const problem = 'This sign-in was not begun in this browser, or took too long. Begin it again.';
    return signInPage(c, context, { problem, status: 401 });
  }
  const { next } = away;
  const undo = providerAttempts.begin('', c.env.address);
  if (undo === undefined) {
    const problem = 'Too many attempts. Wait a minute, then try again.';
    return signInPage(c, context, { next, problem, status: 429 });
  }
  const told = await provider.finish(new URL(c.req.url).searchParams, away.leaving);
  if ('why' in told) {
    log('warn', 'console.refused', { provider: provider.host, why: told.why });
    return signInPage(c, context, { next, problem: told.why, status: 401 });
  }
  undo();
  const { name: who, alsoKnownAs, grants } = told;
  const by = { way: 'provider', terms: provider.terms } as const;
  await startSession(c, context, { who, by, alsoKnownAs, grants });
  // A redirect would still count as coming from the provider, and go without the cookie of the session.
  const { pathname, search } = new URL(next, c.get('site').origin);
  c.header('refresh', `0; url=${pathname}${search}`);
  return c.html(barePage('Signed in', html`<p><a class="button" href="${next}">Go on</a></p>`));
}

/** The way to the identity provider and back. */
export function addProviderSignIn(app: App, context: ConsoleContext): void {
  // A link and no form: browsers hold what a form leads to against `form-action`.
  app.get('/sign-in/provider', (c) => leave(c, context));
  app.get(HOME, (c) => comeBack(c, context));
}
