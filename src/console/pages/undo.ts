import { html } from 'hono/html';
import type { CallView } from '../../audit/index.js';
import { plain } from '../../plain.js';
import type { App, ConsoleContext, RequestContext } from '../context.js';
import type { Undoing } from '../options.js';
import { notFound } from './bare-page.js';
import { valueList } from './components.js';
import type { Html } from './format.js';
import { csrfField } from './layout.js';

/** The call that undoes this one, or a sentence on why none does; undefined if nothing was done. */
function undoOf(context: ConsoleContext, call: CallView): Undoing | string | undefined {
  const isDone = call.risk !== 'read' && call.state === 'done';
  return isDone ? context.undo?.of(call) : undefined;
}

/** How a call is undone, with the button for it; or why it can't be. */
export function undoSection(c: RequestContext, context: ConsoleContext, call: CallView): Html {
  const undoing = undoOf(context, call);
  if (undoing === undefined) return html``;
  if (typeof undoing === 'string') return html`<section><h2>Undo</h2><p>${plain(undoing)}</p></section>`;
  return html`<section class="undo"><h2>Undo</h2>
<p>It is undone by <code>${plain(undoing.tool)}</code>, through the same policy as any call: where that asks for approval, so does this.</p>
${valueList(undoing.args, 'No arguments.')}
${undoing.leaves === undefined ? '' : html`<p>What it does not bring back: ${plain(undoing.leaves)}</p>`}
<form method="post" action="/activity/${encodeURIComponent(call.call)}/undo">${csrfField(c)}<button class="deny">Undo this call</button></form></section>`;
}

async function undo(c: RequestContext, context: ConsoleContext, call: CallView) {
  const session = c.get('session');
  const undoing = undoOf(context, call);
  const result =
    undoing === undefined || typeof undoing === 'string' || context.undo === undefined
      ? { done: false, says: typeof undoing === 'string' ? undoing : 'There is nothing to undo.' }
      : await context.undo.perform(call, session.who, 'console');
  session.flash = { kind: result.done ? 'done' : 'refused', text: plain(result.says) };
  return c.redirect(`/activity/${encodeURIComponent(call.call)}`, 303);
}

export function addUndo(app: App, context: ConsoleContext): void {
  app.post('/activity/:call/undo', async (c) => {
    const call = await context.journal.call(c.req.param('call'));
    return call === undefined ? notFound(c) : undo(c, context, call);
  });
}
