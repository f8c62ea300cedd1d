import { html } from 'hono/html';
import type { CallView } from '../../audit/index.js';
import { callUndoneIn, undoingsOf, undoneAlready } from '../../guard/undoing/index.js';
import { plain } from '../../plain.js';
import type { App, ConsoleContext, RequestContext } from '../context.js';
import type { Undoing } from '../options.js';
import type { View } from '../view.js';
import { isId } from './approvals/deciding.js';
import { notFound } from './bare-page.js';
import { requestsOf, sentenceOf } from './call-sentence.js';
import { badge, valueList } from './components.js';
import { ago, type Html } from './format.js';
import { csrfField, goTo, respond } from './layout.js';

/** The call that undoes this one, or a sentence on why none does; undefined if nothing was done. */
async function undoOf({ undo, journal }: View, call: CallView): Promise<Undoing | string | undefined> {
  const isDone = call.risk !== 'read' && call.state === 'done';
  const way = isDone ? undo?.of(call) : undefined;
  return way === undefined || typeof way === 'string' ? way : ((await undoneAlready(journal, call)) ?? way);
}

const pathOf = (call: string) => `/activity/${encodeURIComponent(call)}`;

/** The calls that undo this one, and the one that it undoes: each leads to the other. */
export async function undoneBy(c: RequestContext, context: ConsoleContext, call: CallView): Promise<Html> {
  const undoes = callUndoneIn(call.session);
  const undoings = await undoingsOf(c.get('view').journal, call);
  if (undoes === undefined && undoings.length === 0) return html``;
  const lines = undoings.map(
    (one) =>
      html`<li>${badge(one.state === 'done' ? 'good' : 'wait', one.state === 'done' ? 'Undone' : `Undo: ${one.state}`)} <a href="${pathOf(one.call)}">${one.state === 'done' ? 'The call that undid it' : 'The call that was to undo it'}</a>, ${ago(one.at, context.now())}</li>`,
  );
  return html`<div class="box says">${undoes === undefined ? '' : html`<p>It undoes <a href="${pathOf(undoes)}">an earlier call</a>.</p>`}${lines.length === 0 ? '' : html`<ul>${lines}</ul>`}</div>`;
}

/** That a call can be undone, with the way to the page that asks; or why it can't be. */
export async function undoSection(c: RequestContext, call: CallView): Promise<Html> {
  const undoing = await undoOf(c.get('view'), call);
  if (undoing === undefined) return html``;
  if (typeof undoing === 'string') return html`<section><h2>Undo</h2><p>${plain(undoing)}</p></section>`;
  return html`<section class="undo"><h2>Undo</h2>
<p>It can be undone, by a call that you see before it is made.</p>
<p><a class="button" href="${pathOf(call.call)}/undo">Undo this call…</a></p></section>`;
}

/** Asks before it undoes: the very call that would be made. */
async function confirmPage(c: RequestContext, context: ConsoleContext, call: CallView) {
  const undoing = await undoOf(c.get('view'), call);
  if (undoing === undefined || typeof undoing === 'string') return c.redirect(pathOf(call.call), 303);
  const [sentence, titles] = [sentenceOf, await requestsOf(c, [call])];
  const what = context.describe(undoing.tool)?.title ?? undoing.tool;
  const main = html`<p class="crumb"><a href="${pathOf(call.call)}">The call</a></p>
<article class="card one">
<h1>Undo this call?</h1>
<p>What was done: ${sentence(call, titles, context)}.</p>
<section><h2>${plain(what)}</h2>
<p>This is what will be sent, through the same policy as any call: where that asks for approval, so does this.</p>
${valueList(undoing.args, 'No arguments.')}</section>
${undoing.leaves === undefined ? '' : html`<div class="box says"><p class="head">What it does not bring back</p><p>${plain(undoing.leaves)}</p></div>`}
<form method="post" action="${pathOf(call.call)}/undo">${csrfField(c)}<button class="deny">Undo this call</button> <a href="${pathOf(call.call)}">Leave it as it is</a></form>
<details><summary>Technical details</summary><p>It is undone by <code>${plain(undoing.tool)}</code>, through the channel <code>console</code>.</p></details>
</article>`;
  return respond(c, context, { title: 'Undo this call?', tab: 'activity', main });
}

async function undo(c: RequestContext, context: ConsoleContext, call: CallView) {
  const view = c.get('view');
  const undoing = await undoOf(view, call);
  const result =
    undoing === undefined || typeof undoing === 'string' || view.undo === undefined
      ? { done: false, says: typeof undoing === 'string' ? undoing : 'There is nothing to undo.' }
      : await view.undo.perform(call);
  return goTo(c, context, pathOf(call.call), {
    kind: result.done ? 'done' : 'refused',
    text: plain(result.says),
  });
}

export function addUndo(app: App, context: ConsoleContext): void {
  app.get('/activity/:call/undo', async (c) => {
    const id = c.req.param('call');
    const call = isId(id) ? await c.get('view').journal.call(id) : undefined;
    return call === undefined ? notFound(c) : confirmPage(c, context, call);
  });
  app.post('/activity/:call/undo', async (c) => {
    const call = await c.get('view').journal.call(c.req.param('call'));
    return call === undefined ? notFound(c) : undo(c, context, call);
  });
}
