import { html } from 'hono/html';
import { plain } from '../../plain.js';
import { ASSETS } from '../assets.js';
import type { ConsoleContext, RequestContext } from '../context.js';
import type { Flash } from '../door/sessions.js';
import { head } from './bare-page.js';
import { ago, type Html } from './format.js';
import { healthBanner } from './health.js';
import { themeForm, themeOf } from './theme.js';

export type Tab = 'today' | 'approvals' | 'activity' | 'tools' | 'policy' | 'limits';

const TABS: readonly { readonly tab: Tab; readonly name: string }[] = [
  { tab: 'today', name: 'Today' },
  { tab: 'approvals', name: 'Approvals' },
  { tab: 'activity', name: 'Activity' },
  { tab: 'tools', name: 'Tools' },
  { tab: 'policy', name: 'Policy' },
  { tab: 'limits', name: 'Limits' },
];

/** The CSRF token, for every form. */
export const csrfField = (c: RequestContext): Html =>
  html`<input type="hidden" name="csrf" value="${c.get('session').csrf}">`;

export interface Page {
  readonly title: string;
  readonly tab?: Tab;
  readonly main: Html;
  /** Seconds after which a browser without script loads the page again. */
  readonly refresh?: number;
}

function navigation(tab: Tab | undefined, pending: number, hasPolicy: boolean): Html {
  const items = TABS.filter(({ tab: of }) => of !== 'policy' || hasPolicy).map(({ tab: of, name }) => {
    const count =
      of === 'approvals'
        ? html` <span id="pending-count" data-count="${pending}" class="count">${
            pending > 0 ? html`${pending}<span class="unseen"> pending</span>` : ''
          }</span>`
        : '';
    const here = of === tab ? html` aria-current="page"` : '';
    return html`<li><a href="/${of}"${here}>${name}${count}</a></li>`;
  });
  return html`<nav aria-label="Pages"><ul>${items}</ul></nav>`;
}

/** Goes to a page, which shows a message once. */
export async function goTo(c: RequestContext, context: ConsoleContext, path: string, flash: Flash) {
  await context.sessions.tell(c.get('session'), flash);
  return c.redirect(path, 303);
}

/** Whose callers a person is held to, in brackets. */
const heldTo = (grants: readonly string[] | undefined): Html | string =>
  grants === undefined ? '' : html` <span class="faint">(${grants.map(plain).join(', ')})</span>`;

async function haltBanner(context: ConsoleContext): Promise<Html> {
  const halt = await context.halted();
  if (halt === undefined) return html`<div id="banner"></div>`;
  const lift =
    halt.file === undefined
      ? html`<a href="/tools#halt">Resume on Tools</a>`
      : html`Remove the file <code>${plain(halt.file)}</code> to resume.`;
  return html`<div id="banner"><div class="banner halted" role="status"><strong>Halted.</strong> No call but reads goes through.
<span>${plain(halt.by)}, ${ago(halt.at, context.now())}${halt.reason === '' ? '' : `: ${plain(halt.reason)}`}.</span> ${lift}</div></div>`;
}

/** A page for a person who is signed in. */
export async function respond(
  c: RequestContext,
  context: ConsoleContext,
  page: Page,
  status: 200 | 404 | 409 = 200,
) {
  const [session, view] = [c.get('session'), c.get('view')];
  const { mode, revision, path } = context.policy();
  const [pending, banner, health, stamp] = await Promise.all([
    view.requests.list({ states: ['pending'], limit: 200 }),
    haltBanner(context),
    healthBanner(view, context.now()),
    context.liveUpdates.stamp(view.grants),
  ]);
  const isLive = c.req.header('x-live') !== undefined;
  const { flash } = session;
  if (!isLive && flash !== undefined) await context.sessions.tell(session, undefined);
  const count = pending.length > 0 ? `(${pending.length}) ` : '';
  const refresh =
    page.refresh === undefined
      ? ''
      : html`<noscript><meta http-equiv="refresh" content="${page.refresh}"></noscript>`;
  return c.html(
    html`<!doctype html>
<html lang="en" data-theme="${themeOf(c)}">
<head>${head(`${count}${page.title} · whmcs-mcp`, html`${refresh}<script src="${ASSETS.script.path}" defer></script>`)}</head>
<body data-stamp="${stamp}" data-now="${context.now().toISOString()}">
<a class="skip" href="#main">Skip to the content</a>
<header class="top">
<a class="brand" href="/today"><img src="${ASSETS.icon.path}" alt="" width="28" height="28"> <span>whmcs-mcp</span></a>
${navigation(page.tab, pending.length, view.policy !== undefined)}
<p class="who"><span>${plain(session.who)}${heldTo(view.grants)}</span> <button class="quiet" form="sign-out">Sign out</button></p>
</header>
${banner}${health}
${
  mode === 'shadow'
    ? html`<div class="banner shadow" role="status"><strong>Shadow mode.</strong> The policy decides and denies nothing.</div>`
    : ''
}
<main id="main" tabindex="-1">
${
  flash === undefined
    ? ''
    : html`<p class="flash ${flash.kind}" role="${flash.kind === 'done' ? 'status' : 'alert'}">${flash.text}</p>`
}
${page.main}
</main>
<footer>
<p>Policy <code>${plain(revision)}</code> · <span class="path">${plain(path)}</span> · whmcs-mcp ${plain(context.version)} · <a href="/people">People</a></p>
${themeForm(c)}
<form id="sign-out" method="post" action="/sign-out">${csrfField(c)}</form>
</footer>
<p id="news" class="unseen" role="status" aria-live="polite"></p>
</body>
</html>`,
    status,
  );
}
