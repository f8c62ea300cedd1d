import { html } from 'hono/html';
import type { CallView } from '../../audit/index.js';
import { plain } from '../../plain.js';
import type { App, ConsoleContext, RequestContext } from '../context.js';
import type { Undoing } from '../options.js';
import { notFound } from './bare-page.js';
import { valueList } from './components.js';
import type { Html } from './format.js';
import { csrfField } from './layout.js';

/** The call that undoes one, or why there is none; undefined where there is nothing to undo. */
function wayBack(context: ConsoleContext, call: CallView): Undoing | string | undefined {
  const isDone = call.risk !== 'read' && call.state === 'done';
  return isDone ? context.undo?.of(call) : undefined;
}

/** How a call can be undone, and the button that does it; or why it can't. */
export function undoSection(c: RequestContext, context: ConsoleContext, call: CallView): Html {
  const way = wayBack(context, call);
  if (way === undefined) return html``;
  if (typeof way === 'string') return html`<section><h2>Undo</h2><p>${plain(way)}</p></section>`;
  return html`<section class="undo"><h2>Undo</h2>
<p>It is undone by <code>${plain(way.tool)}</code>, through the same policy as any call: where that asks for approval, so does this.</p>
${valueList(way.args, 'No arguments.')}
${way.leaves === undefined ? '' : html`<p>What it does not bring back: ${plain(way.leaves)}</p>`}
<form method="post" action="/activity/${encodeURIComponent(call.call)}/undo">${csrfField(c)}<button class="deny">Undo this call</button></form></section>`;
}

async function undo(c: RequestContext, context: ConsoleContext, call: CallView) {
  const session = c.get('session');
  const way = wayBack(context, call);
  const said =
    way === undefined || typeof way === 'string' || context.undo === undefined
      ? { done: false, says: typeof way === 'string' ? way : 'There is nothing to undo.' }
      : await context.undo.perform(call, session.who);
  session.flash = { kind: said.done ? 'done' : 'refused', text: plain(said.says) };
  return c.redirect(`/activity/${encodeURIComponent(call.call)}`, 303);
}

export function addUndo(app: App, context: ConsoleContext): void {
  app.post('/activity/:call/undo', async (c) => {
    const call = await context.journal.call(c.req.param('call'));
    return call === undefined ? notFound(c) : undo(c, context, call);
  });
}
