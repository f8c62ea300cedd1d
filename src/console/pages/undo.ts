import { html } from 'hono/html';
import type { CallView } from '../../audit/index.js';
import { plain } from '../../plain.js';
import type { App, ConsoleContext, RequestContext } from '../context.js';
import type { Undoing } from '../options.js';
import type { View } from '../view.js';
import { notFound } from './bare-page.js';
import { valueList } from './components.js';
import type { Html } from './format.js';
import { csrfField, goTo } from './layout.js';

/** The call that undoes this one, or a sentence on why none does; undefined if nothing was done. */
function undoOf({ undo }: View, call: CallView): Undoing | string | undefined {
  const isDone = call.risk !== 'read' && call.state === 'done';
  return isDone ? undo?.of(call) : undefined;
}

/** How a call is undone, with the button for it; or why it can't be. */
export function undoSection(c: RequestContext, call: CallView): Html {
  const undoing = undoOf(c.get('view'), call);
  if (undoing === undefined) return html``;
  if (typeof undoing === 'string') return html`<section><h2>Undo</h2><p>${plain(undoing)}</p></section>`;
  return html`<section class="undo"><h2>Undo</h2>
<p>It is undone by <code>${plain(undoing.tool)}</code>, through the same policy as any call: where that asks for approval, so does this.</p>
${valueList(undoing.args, 'No arguments.')}
${undoing.leaves === undefined ? '' : html`<p>What it does not bring back: ${plain(undoing.leaves)}</p>`}
<form method="post" action="/activity/${encodeURIComponent(call.call)}/undo">${csrfField(c)}<button class="deny">Undo this call</button></form></section>`;
}

async function undo(c: RequestContext, context: ConsoleContext, call: CallView) {
  const view = c.get('view');
  const undoing = undoOf(view, call);
  const result =
    undoing === undefined || typeof undoing === 'string' || view.undo === undefined
      ? { done: false, says: typeof undoing === 'string' ? undoing : 'There is nothing to undo.' }
      : await view.undo.perform(call);
  const path = `/activity/${encodeURIComponent(call.call)}`;
  return goTo(c, context, path, { kind: result.done ? 'done' : 'refused', text: plain(result.says) });
}

export function addUndo(app: App, context: ConsoleContext): void {
  app.post('/activity/:call/undo', async (c) => {
    const call = await c.get('view').journal.call(c.req.param('call'));
    return call === undefined ? notFound(c) : undo(c, context, call);
  });
}
