import { html } from 'hono/html';
import { plain } from '../../../plain.js';
import type { App, ConsoleContext, RequestContext } from '../../context.js';
import type { PersonsBrowsers } from '../../options.js';
import { ago, type Html } from '../format.js';
import { csrfField, goTo } from '../layout.js';

/** `Firefox on Windows`, as far as a browser says. */
export function browserLabel(agent: string): string {
  const found = (names: readonly (readonly [RegExp, string])[]) =>
    names.find(([sign]) => sign.test(agent))?.[1];
  const name = found([
    [/Edg(?:A|iOS)?\//, 'Edge'],
    [/OPR\//, 'Opera'],
    [/Firefox\/|FxiOS\//, 'Firefox'],
    [/Chrome\/|CriOS\//, 'Chrome'],
    [/Safari\//, 'Safari'],
  ]);
  const system = found([
    [/Android/, 'Android'],
    [/iPhone|iPad/, 'iOS'],
    [/Windows/, 'Windows'],
    [/Mac OS X/, 'macOS'],
    [/Linux/, 'Linux'],
  ]);
  return `${name ?? 'A browser'}${system === undefined ? '' : ` on ${system}`}`;
}

const stopForm = (c: RequestContext, name: string, browser?: { id: string; label: string }): Html =>
  html`<form method="post" action="/people/browsers/stop">${csrfField(c)}${browser === undefined ? '' : html`<input type="hidden" name="id" value="${browser.id}">`}<button class="quiet">${name}${browser === undefined ? '' : html`<span class="unseen"> in ${plain(browser.label)}</span>`}</button></form>`;

/** The switch by which a person is told of requests in the browser that they use, and those that are on. */
export async function browsersPart(c: RequestContext, context: ConsoleContext): Promise<Html> {
  const { browsers } = context;
  if (browsers === undefined) return html``;
  const own = await browsers.of(c.get('session').who);
  const cards = own.map(
    ({ id, label, seenAt }) =>
      html`<li class="card" data-browser="${id}"><div class="over"><h3>${plain(label)}<span class="this-browser"> (this one)</span></h3>${stopForm(c, 'Stop', { id, label })}</div><p class="faint">You signed in last ${ago(seenAt, context.now())}.</p></li>`,
  );
  return html`<section class="own-browsers" aria-labelledby="browsers"><h2 id="browsers">Tell me in this browser</h2>
<p>A short message comes to this browser when a request waits for you, also while this page is closed. It leads to the request, after you signed in. Nothing can be decided from it. Whoever unlocks this device can read it.</p>
<form id="push" method="post" action="/people/browsers" data-key="${browsers.publicKey}">${csrfField(c)}
<input type="hidden" name="endpoint"><input type="hidden" name="p256dh"><input type="hidden" name="auth">
<button class="primary" disabled>Tell me in this browser</button> <span id="push-says" role="status"></span></form>
<noscript><p class="faint">This takes JavaScript.</p></noscript>
${cards.length === 0 ? '' : html`<h3>Told now</h3><ul class="limits">${cards}</ul>`}
${cards.length > 1 ? stopForm(c, 'Stop in all of them') : ''}</section>`;
}

async function switchOn(c: RequestContext, context: ConsoleContext, browsers: PersonsBrowsers) {
  const form = c.get('form');
  const { who, by, grants } = c.get('session');
  const refusal = await browsers.add(
    { who, by, grants },
    {
      endpoint: form.get('endpoint') ?? '',
      p256dh: form.get('p256dh') ?? '',
      auth: form.get('auth') ?? '',
      label: browserLabel(c.req.header('user-agent') ?? ''),
    },
  );
  if (refusal !== undefined) return goTo(c, context, '/people', { kind: 'refused', text: refusal });
  context.log('info', 'console.browser_on', { who });
  return goTo(c, context, '/people', { kind: 'done', text: 'You are told in this browser from now on.' });
}

async function stop(c: RequestContext, context: ConsoleContext, browsers: PersonsBrowsers) {
  const { who } = c.get('session');
  const id = c.get('form').get('id');
  await browsers.remove(who, id ?? undefined);
  context.log('info', 'console.browser_off', { who });
  const text = id === null ? 'You are told in no browser any more.' : 'You are not told there any more.';
  return goTo(c, context, '/people', { kind: 'done', text });
}

export function addBrowsers(app: App, context: ConsoleContext): void {
  const { browsers } = context;
  if (browsers === undefined) return;
  app.post('/people/browsers', (c) => switchOn(c, context, browsers));
  app.post('/people/browsers/stop', (c) => stop(c, context, browsers));
}
