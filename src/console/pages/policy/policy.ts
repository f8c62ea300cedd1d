import { html } from 'hono/html';
import { plain } from '../../../plain.js';
import type { PolicySeen } from '../../../policy-desk/index.js';
import type { App, ConsoleContext, RequestContext } from '../../context.js';
import { installIn, type PolicyView } from '../../policy-view.js';
import { notFound } from '../bare-page.js';
import { factList } from '../components.js';
import { ago, type Html } from '../format.js';
import { respond } from '../layout.js';
import { switchedOn } from '../tools/switched-on.js';
import { actsSection, titleOf } from './acts.js';
import { askedIn, grantOptions, NOTHING_ASKED, type TrialBox, trialSection, tried } from './trial.js';

function chosen(
  view: PolicyView,
  { grants }: PolicySeen,
  {
    install,
    grant,
    tainted,
    isHeld,
  }: { install: string | undefined; grant: string; tainted: boolean; isHeld: boolean },
): Html {
  const { installs } = view;
  return html`<form method="get" action="/policy" class="filters choose">
${installs.length < 2 ? '' : html`<div><label for="see-install">WHMCS</label><select id="see-install" name="install">${installs.map((one) => html`<option value="${one}"${one === install ? html` selected` : ''}>${plain(one)}</option>`)}</select></div>`}
<div><label for="see-grant">Callers with</label><select id="see-grant" name="grant">${grantOptions(grants, grant, isHeld)}</select></div>
<div><label for="see-session">Session</label><select id="see-session" name="session"><option value="">has read nothing of outsiders</option><option value="tainted"${tainted ? html` selected` : ''}>has read what outsiders wrote</option></select></div>
<div class="go"><button>Show</button></div></form>`;
}

function changedBy({ changed }: PolicySeen, now: Date): Html | string {
  if (changed === undefined) return 'not known';
  const { at, who, note } = changed;
  return html`${ago(at, now)}${who === undefined ? '' : html` by <bdi>${plain(who)}</bdi>`}${note === undefined || note === '' ? '' : html`: ${plain(note)}`}`;
}

function limitsSection({ limits, timezone }: PolicySeen, context: ConsoleContext): Html {
  const rows = limits.map(({ words, tools: named, grant, isBudget }) => {
    const tools = switchedOn(named, context);
    const of =
      tools.length > 3 ? `${tools.length} tools` : tools.map((tool) => titleOf(tool, context)).join(', ');
    return html`<li><strong>${isBudget ? 'Budget' : 'Limit'}:</strong> ${of}: ${plain(words)}${grant === undefined ? '' : `, for callers of ${plain(grant)}`}</li>`;
  });
  const technical = limits.map(
    ({ rule, tools }) =>
      html`<li><code>${plain(rule)}</code>: ${switchedOn(tools, context).map((tool) => html`<code>${plain(tool)}</code> `)}</li>`,
  );
  return html`<section class="card policy-part" aria-labelledby="policy-limits"><h2 id="policy-limits">Limits and budgets</h2>
${rows.length === 0 ? html`<p class="faint">The policy limits nothing by number.</p>` : html`<p class="faint">Days and months begin in ${plain(timezone)}. What they stand at is on the page <a href="/limits">Limits</a>.</p><ul class="told">${rows}</ul><details><summary>Technical details</summary><ul class="rules">${technical}</ul></details>`}</section>`;
}

async function page(
  c: RequestContext,
  context: ConsoleContext,
  view: PolicyView,
  box: Partial<TrialBox> = {},
) {
  const install = box.install ?? installIn(view, c.req.query('install'));
  const grant = (c.req.query('grant') ?? '').slice(0, 200);
  const tainted = c.req.query('session') === 'tainted';
  const seen = await view.see({ install, grant: grant === '' ? undefined : grant, tainted });
  if (typeof seen === 'string') {
    const main = html`<h1>Policy</h1><p class="flash refused" role="alert">${plain(seen)}</p>`;
    return respond(c, context, { title: 'Policy', tab: 'policy', main });
  }
  const isHeld = c.get('view').grants !== undefined;
  const edit = install === undefined ? '/policy/edit' : `/policy/edit?install=${encodeURIComponent(install)}`;
  const barred = view.barred ?? seen.fixed;
  const main = html`<h1>Policy${install === undefined ? '' : ` of ${plain(install)}`}</h1>
<section class="card facts-card">${factList([
    { label: 'Kept in', value: plain(seen.place) },
    { label: 'Revision', value: html`<code>${plain(seen.revision)}</code>` },
    { label: 'Last changed', value: changedBy(seen, context.now()) },
    { label: 'Mode', value: seen.mode === 'shadow' ? 'shadow: it decides and denies nothing' : 'in force' },
  ])}
${barred === undefined ? html`<p><a class="button" href="${edit}">Change the policy…</a></p>` : html`<p class="faint">You can't change it here. ${plain(barred)}</p>`}</section>
${chosen(view, seen, { install, grant, tainted, isHeld })}
${actsSection(seen.acts, context)}
${isHeld ? '' : limitsSection(seen, context)}
${trialSection(c, context, { grants: seen.grants, asked: NOTHING_ASKED, install, ...box })}`;
  return respond(c, context, { title: 'Policy', tab: 'policy', main });
}

async function tryPage(c: RequestContext, context: ConsoleContext, view: PolicyView) {
  const form = c.get('form');
  const install = installIn(view, form.get('install'));
  const asked = askedIn(form);
  return page(c, context, view, { asked, trial: await tried(view, asked, install), install });
}

export function addPolicy(app: App, context: ConsoleContext): void {
  app.get('/policy', (c) => {
    const { policy } = c.get('view');
    return policy === undefined ? notFound(c) : page(c, context, policy);
  });
  app.post('/policy/try', (c) => {
    const { policy } = c.get('view');
    return policy === undefined ? notFound(c) : tryPage(c, context, policy);
  });
}
