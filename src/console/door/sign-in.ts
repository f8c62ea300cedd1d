import { deleteCookie, getCookie } from 'hono/cookie';
import { html } from 'hono/html';
import { OPERATOR, personOf } from '../../identities/index.js';
import type { App, ConsoleContext, RequestContext } from '../context.js';
import { barePage } from '../pages/bare-page.js';
import type { Html } from '../pages/format.js';
import { safeNextPath, startSession } from './entering.js';
import { sessionOf } from './gate.js';
import type { Person } from './sessions.js';

interface SignInPage {
  /** The page to go to afterwards. */
  readonly next?: string | null | undefined;
  readonly problem?: string;
  /** Of the link that was opened. */
  readonly token?: string | undefined;
  readonly status?: 200 | 401 | 429 | 503;
}

const nextField = (next: string | null | undefined): Html =>
  html`<input type="hidden" name="next" value="${safeNextPath(next)}">`;

const providerWay = (host: string, next: string | null | undefined): Html =>
  html`<p><a class="button" href="/sign-in/provider?next=${encodeURIComponent(safeNextPath(next))}">Sign in with ${host}</a></p>`;

const passwordWay = (
  next: string | null | undefined,
): Html => html`<form method="post" action="/sign-in" class="stack">
${nextField(next)}
<label for="name">Name</label>
<input id="name" name="name" autocomplete="username" autocapitalize="none" spellcheck="false" required maxlength="200">
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required maxlength="2000">
<button class="primary">Sign in</button>
</form>`;

function linkWay({ offerLink }: ConsoleContext, { token, next }: SignInPage): Html {
  if (token !== undefined) {
    return html`<p>This link signs you in once, as the operator of this whmcs-mcp.</p>
<form method="post" action="/sign-in" class="stack">
<input type="hidden" name="token" value="${token}">
${nextField(next)}
<button class="primary">Sign in</button>
</form>`;
  }
  return offerLink === undefined
    ? html`<p>Open the link that <code>whmcs-mcp console</code> printed. It works once and for ten minutes; start the command again for another.</p>`
    : html`<p>Open the link that stands on the terminal where <code>whmcs-mcp console</code> runs. It works once and for ten minutes.</p>
<form method="post" action="/sign-in/link" class="stack">
<button>Print a new link on the terminal</button>
</form>`;
}

/** Whether approvers have names and passwords here. */
const isByName = async ({ approvers }: ConsoleContext) => (await approvers.list()).length > 0;

/** Links are for where nobody has another way. */
export const isByLink = async (context: ConsoleContext) =>
  context.provider === undefined && !(await isByName(context));

/** Every way in that there is. */
export async function signInPage(c: RequestContext, context: ConsoleContext, page: SignInPage) {
  const { next, problem, status = 200 } = page;
  const { provider } = context;
  const told = problem === undefined ? '' : html`<p class="flash refused" role="alert">${problem}</p>`;
  const hasNames = await isByName(context);
  const byProvider = provider === undefined ? '' : providerWay(provider.host, next);
  const between =
    provider !== undefined && hasNames ? html`<p class="faint">Or with a password of this console:</p>` : '';
  const byHand = hasNames ? passwordWay(next) : provider === undefined ? linkWay(context, page) : '';
  return c.html(barePage('Sign in', html`${told}${byProvider}${between}${byHand}`), status);
}

async function enter(c: RequestContext, context: ConsoleContext, person: Person) {
  await startSession(c, context, person);
  return c.redirect(safeNextPath(c.get('form').get('next')), 303);
}

async function byPassword(c: RequestContext, context: ConsoleContext) {
  const form = c.get('form');
  const next = form.get('next');
  const name = personOf((form.get('name') ?? '').slice(0, 200));
  const undo = context.attempts.begin(name, c.env.address);
  if (undo === undefined) {
    const problem = 'Too many attempts. Wait a minute, then try again.';
    return signInPage(c, context, { next, problem, status: 429 });
  }
  const known = await context.approvers.check(name, form.get('password') ?? '');
  if (known === undefined) {
    context.log('warn', 'console.refused', { name: name.slice(0, 64) });
    return signInPage(c, context, {
      next,
      problem: 'That name and password do not go together.',
      status: 401,
    });
  }
  undo();
  return enter(c, context, {
    who: known.name,
    by: { way: 'password', setAt: known.changedAt.getTime() },
    alsoKnownAs: [],
    grants: known.grants,
  });
}

/** Routes for people who are not signed in. */
export function addSignIn(app: App, context: ConsoleContext): void {
  app.get('/sign-in', async (c) => {
    const next = c.req.query('next');
    if ((await sessionOf(c, context, true)) !== undefined) return c.redirect(safeNextPath(next), 303);
    return signInPage(c, context, { next, token: c.req.query('token') });
  });

  app.post('/sign-in', async (c) => {
    if (await isByName(context)) return byPassword(c, context);
    if (context.provider !== undefined) return c.redirect('/sign-in', 303);
    if (context.links.take(c.get('form').get('token') ?? '')) {
      const by = { way: 'link', console: context.id } as const;
      return enter(c, context, { who: OPERATOR, by, alsoKnownAs: [], grants: undefined });
    }
    const problem = 'This link was used already, or is older than ten minutes.';
    return signInPage(c, context, { problem, status: 401 });
  });

  app.post('/sign-in/link', async (c) => {
    if (context.offerLink === undefined || !(await isByLink(context))) return c.redirect('/sign-in', 303);
    // Anyone on this machine may ask; nobody may flood the terminal.
    if (context.attempts.begin('(link)', c.env.address) === undefined) {
      const problem = 'A few links were printed just now. Use the last one.';
      return signInPage(c, context, { problem, status: 429 });
    }
    context.offerLink(`/sign-in?token=${context.links.make()}`);
    return signInPage(c, context, { problem: 'A new link was printed on the terminal.' });
  });
}

/** Ends the session of somebody who is signed in. */
export function addSignOut(app: App, context: ConsoleContext): void {
  app.post('/sign-out', async (c) => {
    const { cookie, isSecure } = c.get('site');
    const secret = getCookie(c, cookie);
    if (secret !== undefined) await context.sessions.end(secret);
    deleteCookie(c, cookie, { path: '/', secure: isSecure });
    return c.redirect('/sign-in', 303);
  });
}
