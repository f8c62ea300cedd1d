import { html } from 'hono/html';
import type { ToolState } from '../../../guard/index.js';
import { plain } from '../../../plain.js';
import { reasonInWords } from '../../../policy/words/index.js';
import type { App, ConsoleContext, RequestContext } from '../../context.js';
import { FOR_ALL } from '../../policy-view.js';
import { notFound } from '../bare-page.js';
import { badge, classPill, factList, placeOf } from '../components.js';
import { ago, type Html } from '../format.js';
import { csrfField, goTo, respond } from '../layout.js';
import { titleOf } from '../policy/acts.js';
import { isSwitchedOn } from './switched-on.js';

const STATES: Readonly<
  Record<ToolState['state'], { readonly kind: 'good' | 'wait' | 'bad' | 'idle'; readonly word: string }>
> = {
  allow: { kind: 'good', word: 'Allowed' },
  hold: { kind: 'wait', word: 'Held' },
  approval: { kind: 'wait', word: 'Needs approval' },
  open: { kind: 'wait', word: 'Depends on the call' },
  deny: { kind: 'bad', word: 'Denied' },
  hidden: { kind: 'idle', word: 'Hidden' },
};
const STATE_ORDER = ['allow', 'open', 'hold', 'approval', 'deny', 'hidden'] as const;

const stateBadge = ({ state }: ToolState) => badge(STATES[state].kind, STATES[state].word);

/** The page of a tool, which of several WHMCS included. */
const pageOf = ({ name, install }: ToolState) =>
  `/tools/${name}${install === undefined ? '' : `?install=${encodeURIComponent(install)}`}`;

/** Why this person can't switch tools of a WHMCS; undefined where they can. */
const fixedFor = (c: RequestContext, context: ConsoleContext, install: string | undefined) =>
  c.get('view').grants === undefined ? context.policy(install).fixed : FOR_ALL;

const isOn = ({ state }: ToolState) => state !== 'hidden';

/** The switch of a destructive tool. */
function switchOf(c: RequestContext, tool: ToolState, title: string, fixed: string | undefined): Html {
  if (tool.class !== 'destructive' || fixed !== undefined) return html``;
  if (!isOn(tool))
    return html`<a class="button small" href="${pageOf(tool)}">Switch on…<span class="unseen"> ${title}</span></a>`;
  return html`<form method="post" action="${pageOf(tool)}">${csrfField(c)}<button class="small" name="on" value="false">Switch off<span class="unseen"> ${title}</span></button></form>`;
}

/** Why it is so, in words. */
function whyOf(tool: ToolState): string {
  const why = plain(reasonInWords(tool));
  if (tool.state === 'open') return `Where a rule speaks, such as: ${why}`;
  return tool.state === 'allow' && tool.budgets.length > 0 ? `${why}; a person decides past a budget` : why;
}

const technical = ({ name, rule, budgets }: ToolState): Html =>
  html`<details><summary>Technical details</summary><p><code>${name}</code> by <code>${plain(rule)}</code>${budgets.map((budget) => html` <code>${plain(budget)}</code>`)}</p></details>`;

function row(c: RequestContext, context: ConsoleContext, tool: ToolState, fixed: string | undefined): Html {
  return html`<tr>
<th scope="row">${titleOf(tool.name, context)}</th>
<td data-label="Class">${classPill(tool.class)}</td>
<td data-label="State">${stateBadge(tool)}</td>
<td class="why" data-label="Why">${whyOf(tool)}${technical(tool)}</td>
<td class="switch">${switchOf(c, tool, titleOf(tool.name, context), fixed)}</td>
</tr>`;
}

/** The tools of one WHMCS, by toolset; `set` begins the ids of its headings. */
function toolsetTables(
  c: RequestContext,
  context: ConsoleContext,
  tools: readonly ToolState[],
  { fixed, set }: { fixed: string | undefined; set: string },
): Html[] {
  const names = [...new Set(tools.map(({ toolset }) => toolset))];
  return names.map(
    (
      name,
    ) => html`<section class="toolset" aria-labelledby="${set}-${name}"><h2 id="${set}-${name}">${name}</h2>
<table class="tools"><caption class="unseen">Tools of ${name}</caption>
<thead><tr><th scope="col">Tool</th><th scope="col">Class</th><th scope="col">State</th><th scope="col">Why</th><th scope="col"><span class="unseen">Switch</span></th></tr></thead>
<tbody>${tools.filter(({ toolset }) => toolset === name).map((tool) => row(c, context, tool, fixed))}</tbody></table></section>`,
  );
}

/** Tools of sets that are not switched on, by name: there is nothing to decide about them. */
function unusedSets(tools: readonly ToolState[]): Html {
  const sets = [...new Set(tools.flatMap(({ set }) => set ?? []))];
  if (sets.length === 0) return html``;
  const items = sets.map((set) => {
    const own = tools.filter((tool) => tool.set === set);
    return html`<li><strong>${set}</strong>: ${own.map(({ name }) => html`<code>${name}</code> `)}</li>`;
  });
  return html`<details class="card"><summary>${tools.length} more tools in sets that are not switched on: ${sets.join(', ')}</summary>
<p>Agents don't see them. <code>GUARD_TOOLSETS</code>, or <code>toolsets</code> in the policy, switches a set on by its name.</p><ul class="rules">${items}</ul></details>`;
}

async function haltSection(c: RequestContext, context: ConsoleContext): Promise<Html> {
  const halt = await context.halted();
  if (halt?.file !== undefined) {
    return html`<section id="halt" class="halt on"><h2>Everything is halted by a file</h2><p>Remove <code>${plain(halt.file)}</code> to go on. The console can't.</p></section>`;
  }
  if (halt !== undefined) {
    return html`<section id="halt" class="halt on"><h2>Everything is halted</h2>
<p>By ${plain(halt.by)}, ${ago(halt.at, context.now())}${halt.reason === '' ? '' : `: ${plain(halt.reason)}`}. Agents are told so, and no call but reads reaches WHMCS.</p>
${c.get('view').grants === undefined ? html`<form method="post" action="/resume">${csrfField(c)}<button class="primary">Resume</button></form>` : html`<p>An approver who decides for all callers can resume.</p>`}</section>`;
  }
  return html`<section id="halt" class="halt"><h2>Halt everything</h2>
<p>No call of any agent but reads goes through until a person resumes. Takes effect with the next call, in every process.</p>
<form method="post" action="/halt">${csrfField(c)}
<div class="reason"><label for="halt-reason">Reason <span class="faint">(agents are told)</span></label><textarea id="halt-reason" name="reason" rows="1" maxlength="300" required></textarea></div>
<button class="deny">Halt</button></form></section>`;
}

function summary(tools: readonly ToolState[]): Html {
  const counts = STATE_ORDER.map((state) => ({
    state,
    count: tools.filter((tool) => tool.state === state).length,
  }));
  return html`<ul class="summary">${counts
    .filter(({ count }) => count > 0)
    .map(
      ({ state, count }) =>
        html`<li><strong>${count}</strong> ${badge(STATES[state].kind, STATES[state].word)}</li>`,
    )}</ul>`;
}

async function listPage(c: RequestContext, context: ConsoleContext) {
  const tools = context.tools();
  const installs = [...new Set(tools.map(({ install }) => install))];
  const sections = installs.map((install) => {
    const fixed = fixedFor(c, context, install);
    const all = tools.filter((tool) => tool.install === install);
    const own = all.filter(isSwitchedOn);
    const set = install === undefined ? 'set' : `set-${install}`;
    return html`${install === undefined ? '' : html`<h2>WHMCS ${plain(install)}</h2>${summary(own)}`}
${fixed === undefined ? '' : html`<p class="box says">Destructive tools can't be switched here. ${plain(fixed)}</p>`}
${toolsetTables(c, context, own, { fixed, set })}
${unusedSets(all.filter((tool) => !isSwitchedOn(tool)))}`;
  });
  const main = html`<h1>Tools</h1>
${summary(tools.filter(isSwitchedOn))}
${await haltSection(c, context)}
${sections}`;
  return respond(c, context, { title: 'Tools', tab: 'tools', main });
}

async function confirmPage(c: RequestContext, context: ConsoleContext, tool: ToolState) {
  const { path } = context.policy(tool.install);
  const fixed = fixedFor(c, context, tool.install);
  const isDestructive = tool.class === 'destructive';
  const offer = isOn(tool)
    ? html`<p>Switching it off hides it: agents don't see it, and a call of it is refused.</p>
<form method="post" action="${pageOf(tool)}">${csrfField(c)}<button class="deny" name="on" value="false">Switch off</button> <a href="/tools">Leave it on</a></form>`
    : html`<div class="box irreversible"><p class="head">What it does can't be undone</p><p>Switched on, agents see it and may ask for it. What the policy says of each call still holds.</p></div>
<form method="post" action="${pageOf(tool)}">${csrfField(c)}<button class="deny" name="on" value="true">Switch on</button> <a href="/tools">Leave it off</a></form>`;
  const main = html`<p class="crumb"><a href="/tools">Tools</a></p>
<article class="card one">
<div class="over">${stateBadge(tool)} ${classPill(tool.class)}</div>
<h1>${titleOf(tool.name, context)}${placeOf(tool.install)}</h1>
${factList([
  { label: 'Toolset', value: tool.toolset },
  { label: 'Why', value: whyOf(tool) },
])}
${
  !isDestructive
    ? html`<p>Only destructive tools have a switch here; the policy file <code>${plain(path)}</code> decides on this one.</p>`
    : fixed !== undefined
      ? html`<p class="box says">It can't be switched here. ${plain(fixed)}</p>`
      : html`<p>The switch edits the policy file <code>${plain(path)}</code>, as you could yourself.</p>${offer}`
}
${technical(tool)}
</article>`;
  return respond(c, context, { title: titleOf(tool.name, context), tab: 'tools', main });
}

async function switchTool(c: RequestContext, context: ConsoleContext, tool: ToolState) {
  const on = c.get('form').get('on');
  const refuse = (text: string) => goTo(c, context, '/tools', { kind: 'refused', text });
  if (on !== 'true' && on !== 'false') return refuse('Say on or off. Nothing was changed.');
  if (tool.class !== 'destructive') return refuse('Only destructive tools have a switch here.');
  const fixed = fixedFor(c, context, tool.install);
  if (fixed !== undefined) return refuse(plain(fixed));
  const refused = await c.get('view').switchTool(tool.name, on === 'true', tool.install);
  if (refused !== undefined) return refuse(plain(refused));
  const text = `“${titleOf(tool.name, context)}” is switched ${on === 'true' ? 'on' : 'off'}.`;
  return goTo(c, context, '/tools', { kind: 'done', text });
}

export function addTools(app: App, context: ConsoleContext): void {
  const find = (c: RequestContext) =>
    context
      .tools()
      .find(({ name, install }) => name === c.req.param('name') && install === c.req.query('install'));
  app.get('/tools', (c) => listPage(c, context));
  app.get('/tools/:name', (c) => {
    const tool = find(c);
    return tool === undefined ? notFound(c) : confirmPage(c, context, tool);
  });
  app.post('/tools/:name', (c) => {
    const tool = find(c);
    return tool === undefined ? notFound(c) : switchTool(c, context, tool);
  });
  app.post('/halt', async (c) => {
    const reason = plain(c.get('form').get('reason') ?? '').slice(0, 300);
    await c.get('view').halt(reason);
    return goTo(c, context, '/tools#halt', { kind: 'done', text: 'Everything is halted.' });
  });
  app.post('/resume', async (c) => {
    const left = await c.get('view').resume();
    if (left === undefined)
      return goTo(c, context, '/tools', { kind: 'done', text: 'Calls go through again.' });
    const byFile = 'file' in left && left.file !== undefined ? ` by the file ${plain(left.file)}` : '';
    const text = 'why' in left ? left.why : `Still halted${byFile}.`;
    return goTo(c, context, '/tools', { kind: 'refused', text });
  });
}
