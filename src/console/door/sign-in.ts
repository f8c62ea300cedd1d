import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { html } from 'hono/html';
import { OPERATOR, personOf } from '../../identities/index.js';
import type { App, ConsoleContext, RequestContext } from '../context.js';
import { barePage } from '../pages/bare-page.js';
import type { Html } from '../pages/format.js';
import { sessionOf } from './gate.js';

const COOKIE_SECONDS = 8 * 3600;

/** A page of the console to go to after signing in; the approvals if it is anything else. */
function safeNextPath(next: string | null): string {
  return next !== null && /^\/(?:approvals|activity|tools|limits)(?:[/?][^\\\p{Cc}]*)?$/u.test(next)
    ? next
    : '/approvals';
}

function enter(c: RequestContext, context: ConsoleContext, who: string, passwordSetAt?: Date) {
  const { cookie, isSecure } = c.get('site');
  // Never reuses a session from before signing in: somebody else may know its secret (session fixation).
  const before = getCookie(c, cookie);
  if (before !== undefined) context.sessions.end(before);
  setCookie(c, cookie, context.sessions.start(who, passwordSetAt), {
    httpOnly: true,
    sameSite: 'Strict',
    path: '/',
    secure: isSecure,
    maxAge: COOKIE_SECONDS,
  });
  context.log('info', 'console.signed_in', { who });
  return c.redirect(safeNextPath(c.get('form').get('next')), 303);
}

const nextField = (next: string | null | undefined): Html =>
  html`<input type="hidden" name="next" value="${safeNextPath(next ?? null)}">`;

function passwordPage(
  c: RequestContext,
  next: string | null | undefined,
  problem: string,
  status: 200 | 401 | 429,
) {
  const body = html`${problem === '' ? '' : html`<p class="flash refused" role="alert">${problem}</p>`}
<form method="post" action="/sign-in" class="stack">
${nextField(next)}
<label for="name">Name</label>
<input id="name" name="name" autocomplete="username" autocapitalize="none" spellcheck="false" required maxlength="200">
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required maxlength="2000">
<button class="primary">Sign in</button>
</form>`;
  return c.html(barePage('Sign in', body), status);
}

function linkPage(
  c: RequestContext,
  context: ConsoleContext,
  token: string | undefined,
  problem: string,
  status: 200 | 401 | 429,
) {
  if (token !== undefined) {
    const body = html`<p>This link signs you in once, as the operator of this whmcs-mcp.</p>
<form method="post" action="/sign-in" class="stack">
<input type="hidden" name="token" value="${token}">
${nextField(c.req.query('next'))}
<button class="primary">Sign in</button>
</form>`;
    return c.html(barePage('Sign in', body), status);
  }
  const again =
    context.offerLink === undefined
      ? html`<p>Open the link that <code>whmcs-mcp console</code> printed. It works once and for ten minutes; start the command again for another.</p>`
      : html`<p>Open the link that stands on the terminal where <code>whmcs-mcp console</code> runs. It works once and for ten minutes.</p>
<form method="post" action="/sign-in/link" class="stack">
<button>Print a new link on the terminal</button>
</form>`;
  const told = problem === '' ? '' : html`<p class="flash refused" role="alert">${problem}</p>`;
  return c.html(barePage('Sign in', html`${told}${again}`), status);
}

const isByName = async (context: ConsoleContext) => (await context.approvers.list()).length > 0;

async function byPassword(c: RequestContext, context: ConsoleContext) {
  const form = c.get('form');
  const name = personOf((form.get('name') ?? '').slice(0, 200));
  const undo = context.attempts.begin(name);
  if (undo === undefined) {
    return passwordPage(c, form.get('next'), 'Too many attempts. Wait a minute, then try again.', 429);
  }
  const known = await context.approvers.check(name, form.get('password') ?? '');
  if (known === undefined) {
    context.log('warn', 'console.refused', { name: name.slice(0, 64) });
    return passwordPage(c, form.get('next'), 'That name and password do not go together.', 401);
  }
  undo();
  return enter(c, context, known.name, known.changedAt);
}

/** Routes for people who are not signed in. */
export function addSignIn(app: App, context: ConsoleContext): void {
  app.get('/sign-in', async (c) => {
    if ((await sessionOf(c, context, true)) !== undefined)
      return c.redirect(safeNextPath(c.req.query('next') ?? null), 303);
    if (await isByName(context)) return passwordPage(c, c.req.query('next'), '', 200);
    return linkPage(c, context, c.req.query('token'), '', 200);
  });

  app.post('/sign-in', async (c) => {
    if (await isByName(context)) return byPassword(c, context);
    if (context.links.take(c.get('form').get('token') ?? '')) return enter(c, context, OPERATOR);
    return linkPage(c, context, undefined, 'This link was used already, or is older than ten minutes.', 401);
  });

  app.post('/sign-in/link', async (c) => {
    if (context.offerLink === undefined || (await isByName(context))) return c.redirect('/sign-in', 303);
    // Anyone on this machine may ask; nobody may flood the terminal.
    if (context.attempts.begin('(link)') === undefined) {
      return linkPage(c, context, undefined, 'A few links were printed just now. Use the last one.', 429);
    }
    context.offerLink(`/sign-in?token=${context.links.make()}`);
    return linkPage(c, context, undefined, 'A new link was printed on the terminal.', 200);
  });
}

/** Ends the session of somebody who is signed in. */
export function addSignOut(app: App, context: ConsoleContext): void {
  app.post('/sign-out', (c) => {
    const { cookie, isSecure } = c.get('site');
    const secret = getCookie(c, cookie);
    if (secret !== undefined) context.sessions.end(secret);
    deleteCookie(c, cookie, { path: '/', secure: isSecure });
    return c.redirect('/sign-in', 303);
  });
}
