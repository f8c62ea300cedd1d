import { getCookie, setCookie } from 'hono/cookie';
import { html } from 'hono/html';
import type { App, RequestContext } from '../context.js';
import type { Html } from './format.js';

/** How pages look; `system`: as the browser says. */
const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const COOKIE = 'theme';
const YEAR_S = 365 * 86_400;

/** The theme that a browser has chosen. */
export const themeOf = (c: RequestContext): Theme =>
  THEMES.find((one) => one === getCookie(c, COOKIE)) ?? 'system';

/** The buttons that choose one; the page comes back to itself. */
export function themeForm(c: RequestContext): Html {
  const chosen = themeOf(c);
  const { pathname, search } = new URL(c.req.url);
  const buttons = THEMES.map(
    (one) =>
      html`<button class="quiet" name="theme" value="${one}" aria-pressed="${String(one === chosen)}">${one}</button>`,
  );
  return html`<form class="theme" method="post" action="/theme"><input type="hidden" name="csrf" value="${c.get('session').csrf}"><input type="hidden" name="at" value="${pathname}${search}"><span id="theme-label">Theme</span> <span role="group" aria-labelledby="theme-label">${buttons}</span></form>`;
}

/** A path of the console itself; anything else leads to its first page. */
const ownPath = (text: string) => (/^\/(?![/\\])[\w\-./?=&%+~]*$/.test(text) ? text : '/');

export function addTheme(app: App): void {
  app.post('/theme', (c) => {
    const form = c.get('form');
    const theme = THEMES.find((one) => one === form.get('theme')) ?? 'system';
    setCookie(c, COOKIE, theme, { path: '/', maxAge: YEAR_S, sameSite: 'Strict', httpOnly: true });
    return c.redirect(ownPath(form.get('at') ?? '/'), 303);
  });
}
