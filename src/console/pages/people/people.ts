import { html } from 'hono/html';
import { samePerson } from '../../../identities/index.js';
import { plain } from '../../../plain.js';
import type { App, ConsoleContext, RequestContext } from '../../context.js';
import { ago, type Html } from '../format.js';
import { respond } from '../layout.js';
import { addBrowsers, browsersPart } from './browsers.js';

const forWhom = (grants: readonly string[] | undefined): string =>
  grants === undefined ? 'all callers' : `callers of ${grants.map(plain).join(', ')}`;

/** Who may approve by a password, and for whose callers. Who is held to grants sees themselves alone. */
async function page(c: RequestContext, context: ConsoleContext) {
  const { who } = c.get('session');
  const { grants } = c.get('view');
  const named = await context.approvers.list();
  const shown = grants === undefined ? named : named.filter(({ name }) => samePerson(name, who));
  const rows: Html[] = shown.map(
    (one) =>
      html`<li class="card"><div class="over"><h2><bdi>${plain(one.name)}</bdi></h2></div><p>Decides for ${forWhom(one.grants)}. Password set ${ago(one.changedAt, context.now())}.</p></li>`,
  );
  const { provider } = context;
  const told = await browsersPart(c, context);
  const main = html`<h1>People</h1>
<p>You are <strong><bdi>${plain(who)}</bdi></strong> and decide for ${forWhom(grants)}.</p>
${provider === undefined ? '' : html`<p>People of your company sign in at ${plain(provider.host)}; its groups say who may approve.</p>`}
${rows.length === 0 ? html`<p class="faint">No approver has a password here. <code>whmcs-mcp approvals add-approver NAME</code> adds one.</p>` : html`<ul class="limits">${rows}</ul>`}
${told}`;
  return respond(c, context, { title: 'People', main });
}

export function addPeople(app: App, context: ConsoleContext): void {
  app.get('/people', (c) => page(c, context));
  addBrowsers(app, context);
}
