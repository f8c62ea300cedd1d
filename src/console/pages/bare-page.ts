import { html } from 'hono/html';
import { ASSETS } from '../assets.js';
import type { RequestContext } from '../context.js';
import type { Html } from './format.js';

/** The content of `<head>`. */
export function head(title: string, extra: Html | string = ''): Html {
  return html`<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title}</title>
<link rel="manifest" href="/manifest.webmanifest">
<link rel="apple-touch-icon" href="/icons/192.png">
<meta name="theme-color" content="#0f5c56">
<link rel="icon" href="${ASSETS.icon.path}" type="image/svg+xml">
<link rel="stylesheet" href="${ASSETS.style.path}">${extra}`;
}

/** A page without navigation, for people who are not signed in and for errors. It reads nothing from the state. */
export function barePage(title: string, body: Html): Html {
  return html`<!doctype html>
<html lang="en">
<head>${head(`${title} · whmcs-mcp`)}</head>
<body class="bare">
<main>
<p class="brand"><img src="${ASSETS.icon.path}" alt="" width="28" height="28"> whmcs-mcp</p>
<h1>${title}</h1>
${body}
</main>
</body>
</html>`;
}

const back = html`<p><a class="button" href="/approvals">Go to the approvals</a></p>`;

export const notFound = (c: RequestContext) =>
  c.html(barePage('There is no such page', html`<p>The address leads nowhere.</p>${back}`), 404);

export const failed = (c: RequestContext) =>
  c.html(
    barePage(
      'That did not work',
      html`<p>The console could not read or write the state just now. Nothing was decided by this. The log of whmcs-mcp says more.</p>${back}`,
    ),
    500,
  );

/** An error page that says why nothing was done. */
export function refused(c: RequestContext, title: string, text: string, status: 400 | 401 | 403 | 413 | 415) {
  return c.html(barePage(title, html`<p>${text}</p>${back}`), status);
}
